"""Bodies of the event door."""
