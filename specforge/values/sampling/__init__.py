"""The parts of ``values.sample``: merging schemas, making values, and learning from what the validator says."""
