"""Logging container tools in to a registry: which tools there are, their configuration files, what can go wrong."""
