"""Which things a document describes, and what its operations do to them: recognised from paths, bodies and links."""
