"""The door of Apple Wallet: where devices ask for changes of the passes that they hold."""
