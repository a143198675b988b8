"""The functions that ship, each in a module of its own."""
