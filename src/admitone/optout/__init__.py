"""The page on which an owner of tickets stops a transfer."""
