"""Traffic that somebody else made (a log, a browser, a test suite) against the document."""
