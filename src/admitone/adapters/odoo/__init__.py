"""The ERP Odoo: JSON-2 from version 19 on, JSON-RPC for 16 to 18.

What is known of it comes from its public documentation (External JSON-2 API, External RPC API), from its source where
the documentation is silent, and from watching a server of version 19.
"""
