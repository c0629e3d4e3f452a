"""Ticket layouts of invented suppliers, each drawn with seeded values and known to the field."""
