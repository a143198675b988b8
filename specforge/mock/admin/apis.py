"""``GET /__specforge/apis``: the documents that this server mocks."""

from __future__ import annotations

from typing import Any

import orjson

from specforge.document.model import Document
from specforge.mock.admin import DESK, Mocked
from specforge.mock.message import Reply, Request, reply


def describe(name: str, prefix: str, document: Document) -> dict[str, Any]:
    """One document of the list."""
    return {
        "name": name,
        "prefix": prefix,
        "title": document.title,
        "version": document.api_version,
        "operations": len(document.operations),
    }


@DESK.add("apis")
def apis(mocked: Mocked, request: Request, rest: str) -> Reply:
    """``[{"name", "prefix", "title", "version", "operations"}]``; a hub has more than one."""
    found = [describe("", "", mocked.document)]
    return reply(200, [("content-type", "application/json")], orjson.dumps(found))
