"""The captive portal of locations: a page where guests type their code, and the API that their devices ask."""
