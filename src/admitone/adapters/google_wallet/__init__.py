"""Passes in Google Wallet: written by Google's REST interface, saved by a link that is signed by us.

By Google's "Event tickets" guide and the reference of EventTicketClass, EventTicketObject and Google Wallet JWT.
"""
