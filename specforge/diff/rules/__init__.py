"""The rules of diff: a module each, which owns a family of ids, with its page beside it."""
