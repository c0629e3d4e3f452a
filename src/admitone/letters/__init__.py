"""The mails that customers get."""
