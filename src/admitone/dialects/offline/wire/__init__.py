"""The bodies of the offline contract, field by field."""
