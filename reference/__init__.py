"""Generates the JSON Schema and the reference page of stack files, and the policies of CI's roles."""
