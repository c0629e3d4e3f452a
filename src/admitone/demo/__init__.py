"""Demo data: what invented suppliers would send, and the stock that comes of it."""
