"""Requests of our own: one keyword away from one that was accepted, and what the document says by its meaning."""
