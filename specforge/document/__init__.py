"""The document: text, places, references and typed views. The one thing that every feature receives."""
