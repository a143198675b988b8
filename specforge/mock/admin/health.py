"""``GET /__specforge/health``: the mock lives. For container health checks, readiness probes and scripts that wait."""

from __future__ import annotations

from specforge.mock.admin import DESK, Mocked
from specforge.mock.message import Reply, Request, reply


@DESK.add("health")
def health(mocked: Mocked, request: Request, rest: str) -> Reply:
    """``{"status": "ok"}``."""
    return reply(200, [("content-type", "application/json"), ("cache-control", "no-store")], b'{"status":"ok"}')
