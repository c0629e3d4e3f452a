"""The world outside: objects, later Odoo, Telr and mail. Each body fits a protocol of `services/ports.py`."""
