"""SECURE tickets: codes that change every few seconds, that a screenshot cannot copy, checked without a network."""
