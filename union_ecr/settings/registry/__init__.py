"""The settings of the registry itself."""
