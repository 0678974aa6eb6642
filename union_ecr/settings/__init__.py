"""The typed config model; each model carries its own rules."""
