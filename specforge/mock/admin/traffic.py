"""``GET /__specforge/traffic``: the newest exchanges; ``/traffic/NUMBER`` is a whole one, with headers and bodies.

``?after=NUMBER`` leaves out what is known already, and ``&wait=SECONDS`` waits until there is something else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from itertools import chain
from time import monotonic
from typing import Any

import orjson

from specforge.document.model import Document
from specforge.document.place import Place
from specforge.errors import UsageError
from specforge.mock.admin import DESK, PREFIX, Mocked
from specforge.mock.admin.asked import asked_number, whole_number
from specforge.mock.admin.lines import find_lines
from specforge.mock.diagnostic import Diagnostic
from specforge.mock.mask import Mask
from specforge.mock.message import Reply, Request, reply
from specforge.mock.peers import is_alone
from specforge.mock.problem import Kind, Problem
from specforge.mock.traffic import Entry

_LONGEST_WAIT = 25.0
_MOST_VIOLATIONS = 50
# Several workers are asked so often, while somebody waits for news.
_LOOK_AGAIN = 0.5


@DESK.add("traffic")
async def traffic(mocked: Mocked, request: Request, rest: str) -> Reply:
    """``{"entries": [...], "next": CURSOR}``, oldest first; ``next`` is the ``after`` of the next question."""
    alone = mocked.mates is None or is_alone(request)
    if rest:
        return _json(await (_whole(mocked, rest) if alone else _whole_of_any(mocked, rest)))
    after = _cursor(request, mocked.settings.workers)
    wait = min(float(asked_number(request, "wait")), _LONGEST_WAIT)
    if alone:
        own = mocked.mates.peers.own if mocked.mates is not None else 0
        return _json(await _own(mocked, after[own], wait))
    return _json(await _of_all(mocked, after, wait))


async def _own(mocked: Mocked, after: int, wait: float) -> dict[str, Any]:
    if mocked.traffic.last < after:
        after = 0  # what asks was there before this mock was started
    await mocked.traffic.news(after, wait)
    mask, entries = Mask(mocked.document), mocked.traffic.entries(after)
    await find_lines(_places(mocked.document, entries))
    found = [_summary(mocked.document, mask, entry) for entry in entries]
    news = {"next": mocked.traffic.last, "began": mocked.traffic.began, "document": str(id(mocked.document))}
    return {"entries": found, **news}


async def _of_all(mocked: Mocked, after: list[int], wait: float) -> dict[str, Any]:
    """What all workers have to tell. A number says which one it was, too: ``1-17``."""
    assert mocked.mates is not None
    own, until = mocked.mates.peers.own, monotonic() + wait
    while True:
        told = await mocked.mates.ask(f"{PREFIX}traffic", f"after={'.'.join(map(str, after))}")
        told[own] = await _own(mocked, after[own], 0)
        if any(one["entries"] for one in told.values()) or monotonic() >= until or mocked.traffic.is_stopping():
            return _merged(told, after)
        await asyncio.sleep(_LOOK_AGAIN)


def _merged(told: dict[int, Any], after: list[int]) -> dict[str, Any]:
    entries = [
        entry | {"number": f"{worker}-{entry['number']}"} for worker, one in told.items() for entry in one["entries"]
    ]
    return {
        "entries": sorted(entries, key=lambda entry: float(entry["at"])),
        "next": ".".join(str(told[worker]["next"] if worker in told else last) for worker, last in enumerate(after)),
        "began": min(one["began"] for one in told.values()),
        "document": "-".join(told[worker]["document"] for worker in sorted(told)),
    }


def _json(value: Any) -> Reply:
    headers = [("content-type", "application/json"), ("cache-control", "no-store")]
    return reply(200, headers, orjson.dumps(value))


def _cursor(request: Request, workers: int) -> list[int]:
    """A number for each worker."""
    numbers = [whole_number(text, "after") for text in (request.query_value("after") or "0").split(".")]
    return numbers if len(numbers) == workers else [0] * workers


async def _whole_of_any(mocked: Mocked, rest: str) -> dict[str, Any]:
    """The exchange that some worker has."""
    assert mocked.mates is not None
    worker, _, number = rest.partition("-")
    if not (number.isascii() and number.isdecimal()):
        raise _gone(rest)
    if worker == str(mocked.mates.peers.own):
        found = await _whole(mocked, number)
    else:
        asked = int(worker) if worker.isascii() and worker.isdecimal() and len(worker) < 4 else -1
        found = await mocked.mates.ask_one(asked, f"{PREFIX}traffic/{number}")
    if found is None:
        raise _gone(rest)
    return found | {"number": rest}


def _gone(number: str) -> Problem:
    return Problem(Kind.NOT_FOUND, f"There is no exchange {number}, or it is too long ago.")


async def _whole(mocked: Mocked, rest: str) -> dict[str, Any]:
    number = int(rest) if rest.isascii() and rest.isdecimal() and len(rest) < 16 else 0
    entry = mocked.traffic.entry(number)
    if entry is None:
        raise _gone(rest)
    await find_lines(_places(mocked.document, [entry]))
    mask = Mask(mocked.document)
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in entry.reply.headers]
    return {
        **_summary(mocked.document, mask, entry),
        "request": _message(mask, entry.request.headers.items(), entry.request.body, entry.sizes[0]),
        "reply": _message(mask, headers, entry.reply.body, entry.sizes[1]),
    }


def _message(mask: Mask, headers: Iterable[tuple[str, str]], body: bytes, size: int) -> dict[str, Any]:
    """Headers and body; one that is no text has none."""
    try:
        text = mask.body(body.decode("utf-8", "strict" if len(body) == size else "ignore"))
    except UnicodeDecodeError:
        text = None
    return {"headers": mask.headers(headers), "body": text, "size": size, "cut": len(body) < size}


def _summary(document: Document, mask: Mask, entry: Entry) -> dict[str, Any]:
    request, answer = entry.request, entry.reply
    violations = list(_violations(document, answer))
    return {
        "number": entry.number,
        "at": entry.at,
        "method": request.method,
        "path": request.path,
        "query": mask.query(request.query) if request.query else "",
        "operation": answer.operation or None,
        "status": answer.status,
        "ms": round(entry.seconds * 1000, 3),
        "violations": violations[:_MOST_VIOLATIONS],
        "wrong": len(violations),
    }


def _places(document: Document, entries: Iterable[Entry]) -> Iterator[Place]:
    """Every place that will be told."""
    for entry in entries:
        for diagnostic in chain(*(entry.reply.violations or ())):
            place = diagnostic.place or _place_of(document, entry.reply.operation)
            if place is not None:
                yield place


def _violations(document: Document, answer: Reply) -> Iterator[dict[str, Any]]:
    if answer.violations is None:
        return
    for diagnostic in answer.violations.request:
        yield diagnostic.as_json("request") | _where(document, answer, diagnostic)
    for diagnostic in answer.violations.response:
        yield diagnostic.as_json("response") | _where(document, answer, diagnostic)


def _where(document: Document, answer: Reply, diagnostic: Diagnostic) -> dict[str, Any]:
    place = diagnostic.place or _place_of(document, answer.operation)
    if place is None:
        return {}
    return {"file": place.file, "line": place.region.line, "column": place.region.column}


def _place_of(document: Document, label: str) -> Place | None:
    """The operation, or what it says of security: what is told without a place is about credentials."""
    try:
        operation = document.operation(label)
    except UsageError:  # the document has been changed meanwhile
        return None
    security = operation.security
    return security[0].place if security else operation.place
