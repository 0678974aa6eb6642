"""Measurements: `make bench` prints the tables of docs/performance.md."""
