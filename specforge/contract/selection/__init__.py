"""Which operations are tested: by name, by what changed, and by the share of a machine."""
