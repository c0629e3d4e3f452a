"""The doors: each translates its contract to use cases and back, and decides nothing."""
