"""One use case is one function `verb_noun(tx, principal, command)`. Nothing here knows HTTP, SQL or an adapter."""
