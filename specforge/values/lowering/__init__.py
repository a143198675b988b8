"""Schemas of every dialect as self-contained JSON Schema 2020-12 that still knows the author's places."""
