"""Catalogues of what the bot says. Swedish stands in the code; every other language has a folder here."""
