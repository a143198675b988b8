"""Our settings in the structure of ``schemathesis.toml``."""

from __future__ import annotations

import math
from typing import Any

from specforge.contract.settings import DEFAULT_EXAMPLES, ENGINE_PHASES, Settings
from specforge.contract.target import AppTarget, Target

# Judged by ``conform``, by the validators that also find the place.
_OURS = (
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
)


def configuration(settings: Settings, target: Target) -> dict[str, Any]:
    """The settings as Schemathesis reads them. Nothing is read from the user's folder or environment."""
    data: dict[str, Any] = {
        "seed": settings.seed,
        "headers": dict(settings.headers),
        "workers": settings.workers,
        "request-timeout": settings.timeout,
        # All failures of an operation in one go; finding the smallest request is done by comparing them.
        "continue-on-failure": True,
        "suppress-health-check": ["all"],
        "cache": {"enabled": False},
        "generation": {"database": "none"},
        "phases": {phase: {"enabled": phase in settings.phases} for phase in ENGINE_PHASES},
        "checks": {name: {"enabled": False} for name in _OURS},
        "output": {"sanitization": {"enabled": not settings.show_secrets}},
    }
    if settings.budget:
        data["max-time"] = whole_seconds(settings.budget)
    if settings.rate_limit:
        data["rate-limit"] = settings.rate_limit
    if settings.max_examples:
        data["generation"]["max-examples"] = settings.max_examples
    else:
        data["phases"]["fuzzing"]["generation"] = {"max-examples": DEFAULT_EXAMPLES}
    if not isinstance(target, AppTarget):
        data["base-url"] = target.base_url
    return data


def whole_seconds(budget: float) -> int:
    """A budget as Schemathesis takes it."""
    return max(1, math.ceil(budget))
