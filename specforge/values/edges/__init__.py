"""Values at the edges of what schemas allow: just inside, just beyond, and where in a value they go."""
