"""The checks that ship: one module and one page each."""
