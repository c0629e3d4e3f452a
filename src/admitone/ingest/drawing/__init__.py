"""Drawing tickets of our own: text in any script, codes, logos, pages. Loaded by PDF workers only."""
