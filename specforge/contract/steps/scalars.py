"""The single values that a request is made of, and the same request with others in their place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, unquote, unquote_plus, urlsplit, urlunsplit

from specforge.findings.exchange import SentRequest
from specforge.values.mediatypes import is_json

Path = tuple[str | int, ...]
# Names of what says which thing is meant.
_NAMING = re.compile(r"(^|[_\-.])ids?$|[a-z0-9](Id|ID|Ids)$|^(uuid|guid|key)$", re.IGNORECASE | re.ASCII)
_NOT_NAMING = re.compile(r"^[a-z]*id$")
# What is shorter may be the same by chance.
_TELLING = 12
_LONG_NUMBER = 6
MARK = "\ue000"
"""What a text begins with that stands for a value in a request that is to be written down."""
NUMBER = "\ue002"
"""The same for a number in JSON."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value as text; ``name`` is what it is called where it stands, empty for a segment of the path."""

    name: str
    text: str


def is_naming(name: str) -> bool:
    """True for the name of an id: ``id``, ``user_id``, ``userId``; not for ``paid``."""
    if name.lower() in ("id", "uuid", "guid", "key"):
        return True
    return bool(_NAMING.search(name)) and not _NOT_NAMING.search(name)


def is_telling(text: str) -> bool:
    """True for a value that nobody has by chance: long, and with digits."""
    return len(text) >= _TELLING and any(character.isdigit() for character in text)


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The single values in a JSON value, with the paths that lead to them."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield from leaves(member, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield path, value


def name_at(path: Path) -> str:
    """What the value at a path is called: an item of a list has the name of the list."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def at(value: Any, path: Path) -> Any:
    """What stands at a path; None where nothing does."""
    for step in path:
        try:
            value = value[step]
        except (LookupError, TypeError):
            return None
    return value


def json_of(request: SentRequest) -> Any:
    """The body as a JSON value; None where it is none."""
    if request.body and not request.truncated and is_json(request.header("content-type")):
        with suppress(ValueError, RecursionError):
            return json.loads(request.body)
    return None


def scalars(request: SentRequest) -> Iterator[Scalar]:
    """All of them, those of the path first."""
    yield from (Scalar("", unquote(segment)) for segment in request.path.split("/") if segment)
    for pair in request.query.split("&"):
        name, equals, text = pair.partition("=")
        if equals:
            yield Scalar(unquote_plus(name), unquote_plus(text))
    yield from (Scalar(name, text) for name, text in request.headers.items())
    yield from (Scalar(name_at(path), str(value)) for path, value in leaves(json_of(request)))


def exchanged(request: SentRequest, changes: Mapping[str, str]) -> SentRequest:
    """The request with other values for some, which are told by their text. A whole path, with all that stands below
    it, can be changed like a segment."""
    if not changes:
        return request
    parts = urlsplit(request.url)
    query = "&".join(_pair(pair, changes) for pair in parts.query.split("&"))
    url = urlunsplit((parts.scheme, parts.netloc, _path(parts.path, changes), query, ""))
    headers = {name: changes.get(text, text) for name, text in request.headers.items()}
    return replace(request, url=url, headers=headers, body=_body(request, changes))


def _path(path: str, changes: Mapping[str, str]) -> str:
    for old, new in changes.items():
        if old.startswith("/") and (path == old or path.startswith(old + "/")):
            return new + path[len(old) :]
    return "/".join(_segment(segment, changes) for segment in path.split("/"))


def _segment(segment: str, changes: Mapping[str, str]) -> str:
    new = changes.get(unquote(segment)) if segment else None
    return segment if new is None else _quoted(new)


def _quoted(text: str) -> str:
    """A mark in a request that a text is made from stays as it is."""
    return text if text.startswith(MARK) else quote(text, safe="")


def _pair(pair: str, changes: Mapping[str, str]) -> str:
    name, equals, text = pair.partition("=")
    old = unquote_plus(text)
    return f"{name}={_quoted(changes[old])}" if equals and _is_meant(unquote_plus(name), old, changes) else pair


def _is_meant(name: str, text: str, changes: Mapping[str, str]) -> bool:
    """Short numbers are changed where they are called ids: a 3 may count something."""
    may_count = text.lstrip("-").isdecimal() and len(text) < _LONG_NUMBER
    return text in changes and (is_naming(name) or not may_count)


def _body(request: SentRequest, changes: Mapping[str, str]) -> bytes | None:
    value = json_of(request)
    changed = _changed(value, "", changes) if value is not None else None
    return request.body if changed == value else json.dumps(changed, ensure_ascii=False).encode()


def _changed(value: Any, name: str, changes: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _changed(member, key, changes) for key, member in value.items()}
    if isinstance(value, list):
        return [_changed(item, name, changes) for item in value]
    if isinstance(value, bool) or not isinstance(value, str | int) or not _is_meant(name, str(value), changes):
        return value
    new = changes[str(value)]
    if isinstance(value, str):
        return new
    return int(new) if new.lstrip("-").isdecimal() else new.replace(MARK, NUMBER)
