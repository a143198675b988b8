"""``GET /__specforge/metrics``: what the mock counts, for Prometheus and whoever reads OpenMetrics."""

from __future__ import annotations

from specforge.mock.admin import DESK, Mocked
from specforge.mock.message import Reply, Request, reply
from specforge.mock.openmetrics import CONTENT_TYPE, exposition


@DESK.add("metrics")
def metrics(mocked: Mocked, request: Request, rest: str) -> Reply:
    """Requests by operation and status, violations by operation and code, and how long answers took."""
    return reply(200, [("content-type", CONTENT_TYPE)], exposition(mocked.traffic, mocked.document).encode())
