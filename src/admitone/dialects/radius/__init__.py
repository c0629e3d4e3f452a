"""The door of access servers: what FreeRADIUS' module rest asks and reports (docs/freeradius.md)."""
