"""The door of resale partners: leave to transfer tickets, which owners can refuse (opt-out)."""
