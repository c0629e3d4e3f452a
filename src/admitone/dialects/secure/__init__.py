"""What scanners need to check SECURE codes without us: the keys of an event, and what is revoked. Public."""
