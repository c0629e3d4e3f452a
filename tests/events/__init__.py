"""Events: who owns tickets, how they are reserved, freed, issued and shown."""
