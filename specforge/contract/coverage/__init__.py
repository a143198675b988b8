"""What a run exercised of its document, counted while it runs."""
