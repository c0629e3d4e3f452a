"""SECURE tickets: their codes, the phones that show them, and what gates are told."""
