"""The console: the back office in the browser. Pages call the same services as the API and decide nothing."""
