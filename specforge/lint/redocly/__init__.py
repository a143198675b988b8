"""The rules of a ``redocly.yaml``: by their ids, with their options, and assertions."""
