"""Settings of a whole registry: one account in one region, whichever stack declares its repositories."""
