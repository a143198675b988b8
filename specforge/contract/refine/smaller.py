"""Requests that say the same with less: a parameter, a header or a member left out, a text cut short."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote_plus, urlsplit, urlunsplit

from specforge.findings.exchange import SentRequest
from specforge.values.mediatypes import is_form, is_json, is_multipart

# What frames a request and says nothing about the failure, and what a client adds by itself.
_FRAME = frozenset(
    {"accept", "accept-encoding", "connection", "content-type", "content-length", "host", "transfer-encoding"}
    | {"user-agent"}
)
# What our own client says by itself, or does not understand (compressed answers).
_OF_CLIENTS = frozenset({"accept-encoding", "connection", "content-length", "host", "transfer-encoding"})
# Texts that are shorter than this can be read as they are.
_SHORT = 12


def unframed(request: SentRequest) -> SentRequest:
    """The request without what another client added to it."""
    return _without(request, [name for name in request.headers if name.lower() in _OF_CLIENTS])


def smaller(request: SentRequest, is_needed: Callable[[str], bool]) -> Iterator[SentRequest]:
    """Each a bit smaller than the request, the boldest steps first. ``is_needed`` names headers and parameters that
    must stay."""
    yield from _without_query(request, is_needed)
    yield from _without_headers(request, is_needed)
    yield from _without_body(request)
    yield from _shorter_query(request)


def _without_query(request: SentRequest, is_needed: Callable[[str], bool]) -> Iterator[SentRequest]:
    pairs = request.query.split("&") if request.query else []
    needed = [is_needed(unquote_plus(pair.partition("=")[0])) for pair in pairs]
    if needed.count(False) > 1:
        yield _with_query(request, [pair for pair, stays in zip(pairs, needed, strict=True) if stays])
    for index, stays in enumerate(needed):
        if not stays:
            yield _with_query(request, pairs[:index] + pairs[index + 1 :])


def _with_query(request: SentRequest, pairs: list[str]) -> SentRequest:
    parts = urlsplit(request.url)
    return replace(request, url=urlunsplit((parts.scheme, parts.netloc, parts.path, "&".join(pairs), "")))


def _shorter_query(request: SentRequest) -> Iterator[SentRequest]:
    pairs = request.query.split("&") if request.query else []
    for index, pair in enumerate(pairs):
        name, equals, value = pair.partition("=")
        for text in _shorter(unquote_plus(value)) if equals else ():
            try:
                cut = f"{name}={quote(text, safe='')}"
            except UnicodeEncodeError:
                continue
            yield _with_query(request, [*pairs[:index], cut, *pairs[index + 1 :]])


def _without_headers(request: SentRequest, is_needed: Callable[[str], bool]) -> Iterator[SentRequest]:
    names = [name for name in request.headers if name.lower() not in _FRAME and not is_needed(name)]
    if len(names) > 1:
        yield _without(request, names)
    for name in names:
        yield _without(request, [name])


def _without(request: SentRequest, names: list[str]) -> SentRequest:
    return replace(request, headers={name: value for name, value in request.headers.items() if name not in names})


def _without_body(request: SentRequest) -> Iterator[SentRequest]:
    if not request.body or request.truncated:
        return
    yield replace(_without_type(request), body=None)
    content_type = request.header("content-type")
    if is_json(content_type):
        for value in _smaller_json(request.body):
            yield _with_body(request, value)
    elif is_form(content_type) and not is_multipart(content_type):
        pairs = request.body.split(b"&")
        for index in range(len(pairs) if len(pairs) > 1 else 0):
            yield _with_body(request, b"&".join(pairs[:index] + pairs[index + 1 :]))


def _with_body(request: SentRequest, body: bytes) -> SentRequest:
    lengths = [name for name in request.headers if name.lower() == "content-length"]
    return replace(_without(request, lengths), body=body)


def _without_type(request: SentRequest) -> SentRequest:
    return _without(request, [name for name in request.headers if name.lower() in ("content-type", "content-length")])


def _smaller_json(body: bytes) -> Iterator[bytes]:
    try:
        for value in smaller_values(json.loads(body)):
            yield json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return


def smaller_values(value: Any) -> Iterator[Any]:
    """Smaller JSON values: members and items are left out from the outside inwards, then texts are cut."""
    if isinstance(value, dict):
        yield from ({key: item for key, item in value.items() if key != name} for name in value)
        for name, member in value.items():
            yield from ({**value, name: less} for less in smaller_values(member))
    elif isinstance(value, list):
        if len(value) > 2:
            yield value[:1]
        yield from (value[:index] + value[index + 1 :] for index in range(min(len(value), 8)))
        for index, item in enumerate(value[:8]):
            yield from ([*value[:index], less, *value[index + 1 :]] for less in smaller_values(item))
    elif isinstance(value, str):
        yield from _shorter(value)


def _shorter(text: str) -> Iterator[str]:
    if len(text) > _SHORT:
        yield text[: len(text) // 2]
        yield text[: len(text) * 7 // 8]
