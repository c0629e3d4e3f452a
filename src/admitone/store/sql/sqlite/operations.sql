-- name: read_database_time()
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now') AS now, 'SQLite ' || sqlite_version() AS version;
