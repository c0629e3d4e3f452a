"""Bodies of this door. 0 is no limit, as in the contract; instants are ISO 8601."""
