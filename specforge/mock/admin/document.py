"""``GET /__specforge/document``: what is being mocked, and with which operations."""

from __future__ import annotations

from specforge.mock.admin import DESK, Mocked
from specforge.mock.hooks import hooks_of
from specforge.mock.message import Reply, Request, reply
from specforge.mock.serialise import dump_json


@DESK.add("document")
def document(mocked: Mocked, request: Request, rest: str) -> Reply:
    """Title, version, file, tags, and of each operation its label, method, path, operationId, summary, tags and whether
    it is deprecated."""
    found = {
        "title": mocked.document.title,
        "version": mocked.document.api_version,
        "file": mocked.document.root.name,
        "tags": [{"name": tag.name, "description": tag.description} for tag in mocked.document.tags if tag.name],
        "webhooks": len(hooks_of(mocked.document)),
        "operations": [
            {
                "label": route.label,
                "method": route.sent_method,
                "path": route.operation.path,
                "operationId": route.operation.operation_id,
                "summary": route.operation.summary,
                "tags": route.operation.tags,
                "deprecated": route.operation.deprecated,
            }
            for route in mocked.pipeline.table.routes
        ],
    }
    return reply(200, [("content-type", "application/json")], dump_json(found))
