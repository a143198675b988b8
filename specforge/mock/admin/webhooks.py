"""``/__specforge/webhooks``: the webhooks and callbacks of the document, to be sent on demand.

``GET`` lists them; ``GET /webhooks/NAME`` shows what one sends. ``POST /webhooks/NAME`` sends it and tells what came
back, and whether the document describes such an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

import orjson

from specforge.mock.admin import DESK, Mocked
from specforge.mock.admin.asked import asked_json, asked_number, method_of, whole_number
from specforge.mock.admin.lines import find_lines
from specforge.mock.body import BodyCheck
from specforge.mock.diagnostic import Diagnostic
from specforge.mock.expressions import subject_of
from specforge.mock.hooks import Hook, body_of, hooks_of, media_type_of, request_of, samples
from specforge.mock.message import Reply, Request, reply
from specforge.mock.outgoing import Outgoing
from specforge.mock.problem import Kind, Problem
from specforge.mock.sending import NotSent, Returned, send
from specforge.mock.serialise import dump_json
from specforge.mock.standin import ABSENT
from specforge.suggest import or_rather
from specforge.values.expressions import Subject, Unknown, evaluate

_WANTED = "url", "example", "seed", "body", "content", "credentials", "request", "operation", "expression", "method"


@DESK.add("webhooks")
async def webhooks(mocked: Mocked, request: Request, rest: str) -> Reply:
    """See above."""
    method = method_of(request, "GET", *(["POST"] if rest else []))
    if not rest:
        return _json({"webhooks": await _listed(mocked)})
    if method == "POST":
        return _json(await _send(mocked, request, unquote(rest)))
    asked = {name: request.query_value(name) for name in ("operation", "expression", "method")}
    hook = _find(mocked, unquote(rest), asked)
    return _json(_described(mocked, hook, asked_number(request, "seed")))


def _json(value: Any) -> Reply:
    return reply(200, [("content-type", "application/json"), ("cache-control", "no-store")], dump_json(value))


async def _listed(mocked: Mocked) -> list[dict[str, Any]]:
    hooks = hooks_of(mocked.document)
    await find_lines(hook.operation.place for hook in hooks)
    return [_summary(hook) for hook in hooks]


def _summary(hook: Hook) -> dict[str, Any]:
    place = hook.operation.place
    return {
        "name": hook.name,
        "kind": hook.kind,
        "method": hook.method,
        "operation": hook.owner,
        "expression": hook.expression,
        "summary": hook.operation.summary or hook.operation.path_item.summary,
        "file": place.file,
        "line": place.region.line,
        "column": place.region.column,
    }


def _described(mocked: Mocked, hook: Hook, seed: int) -> dict[str, Any]:
    bodies = {name: body_of(hook, value) for name, value in samples(hook, mocked.pipeline.checker, seed).items()}
    return {
        **_summary(hook),
        "description": hook.operation.description,
        "headers": request_of(hook, mocked.pipeline.checker, None, seed).headers,
        "samples": [
            {"name": name, "contentType": body[0], "text": body[1].decode("utf-8", "replace")}
            for name, body in bodies.items()
            if body is not None
        ],
        "responses": list(hook.operation.responses),
    }


def _find(mocked: Mocked, name: str, asked: Mapping[str, Any]) -> Hook:
    """The webhook or callback of a name; ``asked`` says which one where there are several."""
    hooks = hooks_of(mocked.document)
    named = [hook for hook in hooks if hook.name == name]
    if not named:
        hint = or_rather(name, {hook.name: hook for hook in hooks})
        raise Problem(Kind.NOT_FOUND, f"There is no webhook or callback {name!r}.{hint}")
    for hook in named:
        told = {"operation": hook.owner, "expression": hook.expression, "method": hook.method}
        if all(asked.get(key) in (None, value) for key, value in told.items()):
            return hook
    raise Problem(Kind.NOT_FOUND, f"No {name!r} is what method, operation and expression say.")


def _asked(request: Request) -> dict[str, Any]:
    """The JSON object that was sent. Raises Problem, also where a page of somebody else's sends it."""
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        raise Problem(Kind.FOREIGN_ORIGIN, f"A page of {origin} may not make this mock send anything.")
    given = asked_json(request) if request.body else {}
    if not isinstance(given, dict):
        raise Problem(Kind.INVALID_REQUEST, "The body is a JSON object.")
    for name in given:
        if name not in _WANTED:
            hint = or_rather(name, _WANTED) or f" There are {', '.join(_WANTED)}."
            raise Problem(Kind.INVALID_REQUEST, f"{name!r} is nothing that can be said here.{hint}")
    return given


async def _send(mocked: Mocked, request: Request, name: str) -> dict[str, Any]:
    given = _asked(request)
    hook = _find(mocked, name, given)
    seed, checker = whole_number(str(given.get("seed") or 0), "seed"), mocked.pipeline.checker
    body = _body(mocked, hook, given, seed)
    credentials = given.get("credentials")
    secrets = {str(key): str(value) for key, value in credentials.items()} if isinstance(credentials, dict) else {}
    made = request_of(hook, checker, body, seed, secrets)
    url = given["url"] if isinstance(given.get("url"), str) else _url(mocked, hook, given)
    try:
        return _told(mocked, hook, made, await send(hook, url, made, checker))
    except NotSent as error:
        return {"sent": _sent(mocked, hook, made), "url": url, "answer": None, "error": error.message, "violations": []}


def _body(mocked: Mocked, hook: Hook, given: Mapping[str, Any], seed: int) -> tuple[str, bytes] | None:
    """What is sent: ``content`` as it is, else the example or the invented value with ``body`` laid over it."""
    media_type = media_type_of(hook)
    if media_type is None:
        return None
    found = samples(hook, mocked.pipeline.checker, seed)
    name = given.get("example") or ""
    if name not in found:
        if name:
            raise Problem(Kind.NOT_FOUND, f"There is no example {name!r}.{or_rather(str(name), found)}")
        if "body" not in given and "content" not in given:
            raise Problem(Kind.UNSATISFIABLE, f"No valid body could be made up for {hook.name}.")
    if isinstance(given.get("content"), str):
        sample = body_of(hook, found[name]) if name in found else None
        content = given["content"]
        kind = sample[0] if sample else media_type.name
        return kind, (content.replace("\n", "\r\n") if kind.startswith("multipart/") else content).encode()
    value = found.get(name, ABSENT)
    return body_of(hook, _merged(value, given["body"]) if "body" in given else value)


def _merged(value: Any, over: Any) -> Any:
    """Objects are merged member by member; anything else takes the place of what was there."""
    if isinstance(value, dict) and isinstance(over, dict):
        return {**value, **{key: _merged(value.get(key), item) for key, item in over.items()}}
    return over


def _url(mocked: Mocked, hook: Hook, given: Mapping[str, Any]) -> str:
    """Where a callback goes to: its expression, looked up in the request that was given, or in the last one."""
    if hook.expression is None or hook.owner is None:
        raise Problem(Kind.INVALID_REQUEST, "A webhook needs a url.")
    if isinstance(given.get("request"), dict):
        subject = _subject_of(mocked, given["request"])
    elif mocked.settings.workers > 1:
        raise Problem(
            Kind.ONE_WORKER,
            f"Say a url or a request: the last one was seen by one of {mocked.settings.workers} workers.",
        )
    else:
        entry = mocked.traffic.latest(hook.owner)
        if entry is None:
            detail = f"There was no request to {hook.owner} yet: send one, or say a url or a request."
            raise Problem(Kind.INVALID_REQUEST, detail)
        subject = subject_of(entry.request, _path(mocked, entry.request), entry.reply)
    try:
        return evaluate(hook.expression, subject)
    except Unknown as error:
        raise Problem(Kind.INVALID_REQUEST, f"{hook.expression}: {error.message}.") from error


def _subject_of(mocked: Mocked, given: Mapping[str, Any]) -> Subject:
    """From ``{"method", "path", "query", "headers", "body"}``; a body that is no text is JSON."""
    headers = given.get("headers")
    body = given.get("body", "")
    request = Request(
        str(given.get("method") or "POST").upper(),
        str(given.get("path") or "/"),
        str(given.get("query") or ""),
        {str(name).lower(): str(value) for name, value in headers.items()} if isinstance(headers, dict) else {},
        body.encode() if isinstance(body, str) else orjson.dumps(body),
    )
    return subject_of(request, _path(mocked, request))


def _path(mocked: Mocked, request: Request) -> dict[str, str]:
    try:
        return mocked.pipeline.table.find(request)[1]
    except Problem:
        return {}


def _sent(mocked: Mocked, hook: Hook, made: Outgoing) -> dict[str, Any]:
    body = None if made.body is None else made.body.decode("utf-8", "replace")
    headers = {name.lower(): value for name, value in made.headers}
    found = BodyCheck(hook.operation, mocked.pipeline.checker).run(
        Request(made.method, "/", "", headers, made.body or b"")
    )
    violations = [_violation("request", diagnostic) for diagnostic in found]
    return {"method": made.method, "headers": made.headers, "body": body, "violations": violations}


def _told(mocked: Mocked, hook: Hook, made: Outgoing, came: Returned) -> dict[str, Any]:
    return {
        "sent": _sent(mocked, hook, made),
        "url": came.url,
        "answer": {
            "status": came.status,
            "headers": came.headers,
            "body": came.body.decode("utf-8", "replace"),
            "ms": round(came.seconds * 1000, 3),
        },
        "error": None,
        "violations": [_violation("response", diagnostic) for diagnostic in came.violations],
    }


def _violation(message: str, diagnostic: Diagnostic) -> dict[str, Any]:
    place = diagnostic.place
    where = {} if place is None else {"file": place.file, "line": place.region.line, "column": place.region.column}
    return diagnostic.as_json(message) | where
