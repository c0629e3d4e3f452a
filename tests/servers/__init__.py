"""The servers that tests run against: private, started on first use, stopped with the last process that uses them."""
