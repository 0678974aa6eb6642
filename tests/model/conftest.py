"""Generated examples: the same ones in every run, and no failure because a machine is busy."""

from hypothesis import HealthCheck, settings

settings.register_profile("model", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("model")
