"""``GET /__specforge/document``: what is being mocked, and with which operations."""

from __future__ import annotations

import orjson

from specforge.mock.admin import DESK, Mocked
from specforge.mock.message import Reply, Request, reply


@DESK.add("document")
def document(mocked: Mocked, request: Request, rest: str) -> Reply:
    """``{"title", "version", "operations": [{"method", "path", "operationId", "summary"}]}``."""
    found = {
        "title": mocked.document.title,
        "version": mocked.document.api_version,
        "operations": [
            {
                "method": route.method.upper(),
                "path": route.operation.path,
                "operationId": route.operation.operation_id,
                "summary": route.operation.summary,
            }
            for route in mocked.pipeline.table.routes
        ],
    }
    return reply(200, [("content-type", "application/json")], orjson.dumps(found))
