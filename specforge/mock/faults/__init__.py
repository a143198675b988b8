"""Faults: latency, errors of the document, broken connections and rate limits, as somebody planned them."""
