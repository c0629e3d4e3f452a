"""The door of hosts of Wi-Fi: `/rest/{version}/Location/{LocationId}`."""
