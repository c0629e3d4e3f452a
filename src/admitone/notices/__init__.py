"""What other systems tell us unasked. A notice is never believed: it is a reason to go and ask."""
