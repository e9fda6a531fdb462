"""Property tests draw the same examples in every run and leave no folder behind; `--hypothesis-seed` draws others."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "bangban", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("bangban")
