"""Stand-ins for the systems around the product, each speaking that system's own protocol on a port of its own.

They share no code with the product's adapters: what both sides got wrong together, no test would show.
"""
