"""The Offline Ticket API, under `/offline` and `/user`."""
