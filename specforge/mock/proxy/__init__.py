"""The proxy: a real server answers, and the document judges both what it is sent and what it answers."""
