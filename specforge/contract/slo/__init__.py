"""Performance thresholds: percentiles of each operation, measured in a short warm run and held against bounds."""
