"""`make try`, which shows a stack from its first `up` to a repaired drift, and `make play`, a shell to go on in."""
