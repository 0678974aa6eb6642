"""Whether CI's roles, its bucket and its environments are as the bootstrap declares them, as findings."""
