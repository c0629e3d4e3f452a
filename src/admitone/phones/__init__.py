"""The wallet page of a SECURE ticket (`/w`): on the phone of its holder, with a code that changes every few seconds."""
