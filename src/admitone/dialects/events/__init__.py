"""The event door, under `/ticket` and `/v1`: organisers reserve, free and issue; owners see their tickets."""
