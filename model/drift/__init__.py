"""Drift: what a stack declares against what lives, as findings."""
