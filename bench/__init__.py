"""How fast it is, measured: `make bench` prints the tables of docs/performance.md. Tests time nothing."""
