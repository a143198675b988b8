"""Schemathesis behind one adapter: our document and settings in, our events and problems out."""
