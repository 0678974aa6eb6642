"""Declared against live: findings with their severity and remedy."""
