"""Rules without I/O: errors, money, states, principals."""
