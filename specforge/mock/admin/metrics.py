"""``GET /__specforge/metrics``: what the mock counts, for Prometheus and whoever reads OpenMetrics."""

from __future__ import annotations

from typing import Any

import orjson

from specforge.mock.admin import DESK, Mocked
from specforge.mock.message import Reply, Request, reply
from specforge.mock.openmetrics import CONTENT_TYPE, exposition
from specforge.mock.peers import is_alone
from specforge.mock.traffic import Counts, Tally


@DESK.add("metrics")
async def metrics(mocked: Mocked, request: Request, rest: str) -> Reply:
    """Requests by operation and status, violations by operation and code, and how long answers took; several workers
    are counted together."""
    counts = mocked.traffic.counts()
    if is_alone(request):
        return reply(200, [("content-type", "application/json")], orjson.dumps(_as_json(counts)))
    if mocked.mates is not None:
        for found in (await mocked.mates.ask(request.path)).values():
            counts.add(_from_json(found))
    return reply(200, [("content-type", CONTENT_TYPE)], exposition(counts, mocked.document).encode())


def _as_json(counts: Counts) -> dict[str, Any]:
    return {
        "began": counts.began,
        "connections": counts.connections,
        "tallies": [
            [operation, list(tally.statuses.items()), tally.buckets, tally.seconds]
            for operation, tally in counts.tallies.items()
        ],
        "violations": list(counts.violations.items()),
    }


def _from_json(found: dict[str, Any]) -> Counts:
    counts = Counts(found["began"], connections=found["connections"])
    for operation, statuses, buckets, seconds in found["tallies"]:
        tally = counts.tallies[operation] = Tally()
        tally.statuses, tally.buckets, tally.seconds = dict(statuses), buckets, seconds
    counts.violations = {(key[0], key[1], key[2]): number for key, number in found["violations"]}
    return counts
