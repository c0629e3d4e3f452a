"""The payment gateway Telr: hosted pages by `order.json`, refunds by the remote API.

What is known of its protocol comes from its public documentation (docs.telr.com, pages Payment page, Check status,
Response codes, Remote API) and from what its official cart plugins do.
"""
