"""Forms: what a browser sends, as the commands that services take. Fields have the names of the API's contract."""
