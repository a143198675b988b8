"""A document against the metaschema of its version: what fails, what is wrong with it, and how that is said."""
