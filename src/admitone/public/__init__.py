"""The public pages of tickets and carts, for whoever has their links."""
