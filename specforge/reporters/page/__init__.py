"""The page of the html format: templates, style and script that become one answer without anything outside it."""
