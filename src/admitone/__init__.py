"""One ticket inventory, sold through many doors."""
