"""A stand-in for Odoo 16 to 19 over HTTP, as far as quotations, orders, invoices and payments go, and no kinder.

It accepts what Odoo accepts: references that are not unique, archived products, negative quantities, numbers as text.
It fails as Odoo fails: pages where JSON is expected, errors with HTTP status 200, dialogues instead of results. Taxes
are one percentage, rights are a few groups, accounting is invoices and payments alone.
"""
