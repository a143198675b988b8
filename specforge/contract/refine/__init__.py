"""After the run: what was found is sent again, to see whether it always shows and how little shows it."""
