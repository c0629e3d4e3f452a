"""The only place with SQL: named statements, migrations, and the two databases that run them."""
