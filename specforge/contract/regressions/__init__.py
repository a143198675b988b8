"""Requests that failed once: a folder of files that a team commits, sent again before anything else."""
