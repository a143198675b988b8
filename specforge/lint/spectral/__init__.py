"""Rulesets in Spectral's format: how their files are read, and how the rules that they define are carried out."""
