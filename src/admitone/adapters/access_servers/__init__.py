"""Access servers that take orders about their sessions by RADIUS."""
