"""Apple Wallet passes: made, signed, bundled, and devices told of changes.

By Apple's "Wallet Passes" documentation (Building a Pass, Pass, Adding a Web Service to Update Passes).
"""
