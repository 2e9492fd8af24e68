"""How much the properties are tried: COUNTERCLAIM_PROFILE=nightly tries them harder."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

SUPPRESSED = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)

settings.register_profile(
    "default", deadline=None, print_blob=True, suppress_health_check=SUPPRESSED
)
settings.register_profile(
    "nightly",
    deadline=None,
    max_examples=5_000,
    print_blob=True,
    suppress_health_check=SUPPRESSED,
)
settings.load_profile(os.environ.get("COUNTERCLAIM_PROFILE", "default"))
