"""AWS on a laptop: a real Pulumi engine, an emulated AWS, a stand-in provider. Only tests and `make try` know it."""
