"""Diff: what changed between two versions of a document, and whom it breaks. See ``specforge.compare``."""
