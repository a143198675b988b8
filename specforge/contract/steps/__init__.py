"""Findings that take several requests: what one carries over from the answer to another, and what shows the problem."""
