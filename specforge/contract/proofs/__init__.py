"""Findings as tests: a file of pytest for each, which fails until the fault is mended."""
