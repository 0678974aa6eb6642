"""AWS on your machine: a real Pulumi engine, an emulated AWS and a stand-in provider, for tests and `make try`."""
