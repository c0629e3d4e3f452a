"""Rules of Wi-Fi access tickets, without I/O."""
