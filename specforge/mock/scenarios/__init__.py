"""Scenarios: a file that says which requests are answered how, in sequences and in situations that can be switched."""
