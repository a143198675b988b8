"""``GET /__specforge/findings``: what cannot be mocked, and what was wrong with real traffic, line by line."""

from __future__ import annotations

import asyncio
import time
from typing import Any
from weakref import WeakKeyDictionary

from specforge.document.model import Document
from specforge.findings.model import Finding
from specforge.mock.admin import DESK, Mocked
from specforge.mock.admin.asked import shown
from specforge.mock.admin.lines import find_lines
from specforge.mock.message import Reply, Request
from specforge.mock.promises import broken_promises

# Whoever asks the mock meanwhile has his turn after each schema.
_REST = 0.001

_known: WeakKeyDictionary[Document, list[Finding]] = WeakKeyDictionary()


@DESK.add("findings")
async def findings(mocked: Mocked, request: Request, rest: str) -> Reply:
    """``{"findings": [{"rule", "severity", "message", "operation", "file", "line", "column"}]}``."""
    document = mocked.document
    if document not in _known:
        _known[document] = await asyncio.to_thread(_look, document)
    found = [*_known[document], *mocked.findings]
    await find_lines(finding.place for finding in found)
    return shown({"findings": [_told(finding) for finding in found]})


def _look(document: Document) -> list[Finding]:
    return list(broken_promises(document, lambda: time.sleep(_REST)))


def _told(finding: Finding) -> dict[str, Any]:
    region = finding.place.region
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "operation": finding.operation,
        "file": finding.place.file,
        "line": region.line,
        "column": region.column,
    }
