"""The door of gates, which ask whether a code may come in."""
