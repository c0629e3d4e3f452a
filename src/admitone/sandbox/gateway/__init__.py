"""A payment gateway that speaks Telr's protocol and takes no money. Faults of it can be ordered.

Whatever Telr documents is as documented; what it does not say is as strict as anything that its customers report.
"""
