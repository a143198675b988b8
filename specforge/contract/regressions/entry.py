"""A request that failed once, as a file: everything that is needed to send it again, and no secret."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from specforge.contract.given import with_query
from specforge.contract.regressions.story import Story, data_of, story_of
from specforge.errors import UsageError
from specforge.findings.exchange import SentRequest

VERSION = 1
# Of several requests: what knows one only must not send the last one alone.
OF_STORIES = 2
# A corpus is read before every run, and by people.
MOST_ENTRIES = 200
LONGEST_BODY = 16 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """``target`` is the path and the query below the base URL. A header whose value is None has that of the run: it
    says who asks, and so do the parameters of the query that ``keys`` names. ``fingerprint`` is that of the finding,
    ``message`` what it said. ``before`` are the requests that come first, with the ``story`` that they make."""

    fingerprint: str
    rule: str
    operation: str
    message: str
    method: str
    target: str
    headers: Mapping[str, str | None]
    body: bytes | None = None
    keys: tuple[str, ...] = ()
    before: tuple[Entry, ...] = ()
    story: Story | None = None

    def request(self, base_url: str, headers: Mapping[str, str], keys: Mapping[str, str]) -> SentRequest:
        """The request to this server, in the name of whoever tests now: ``keys`` are by parameter."""
        given = {name.lower(): value for name, value in headers.items()}
        found: dict[str, str] = {}
        for name, value in self.headers.items():
            text = given.get(name.lower(), value)
            if text is not None:
                found[name] = text
        url = with_query(base_url.rstrip("/") + self.target, {name: keys[name] for name in self.keys if name in keys})
        return SentRequest(self.method, url, found, self.body)


def text_of(entry: Entry) -> str:
    """The file: the same bytes for the same request, so that version control shows what is new."""
    data: dict[str, Any] = {
        "version": OF_STORIES if entry.story is not None else VERSION,
        "message": entry.message,
        "rule": entry.rule,
        "operation": entry.operation,
        "fingerprint": entry.fingerprint,
        "request": _request_data(entry),
    }
    if entry.story is not None:
        data["before"] = [{"operation": each.operation, "request": _request_data(each)} for each in entry.before]
        data["story"] = data_of(entry.story)
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _request_data(entry: Entry) -> dict[str, Any]:
    request: dict[str, Any] = {"method": entry.method, "target": entry.target, "headers": dict(entry.headers)}
    if entry.keys:
        request["keys"] = list(entry.keys)
    return request | (_body_data(entry.body) if entry.body is not None else {})


def _body_data(body: bytes) -> dict[str, str]:
    try:
        return {"body": body.decode()}
    except UnicodeDecodeError:
        return {"body_base64": base64.b64encode(body).decode()}


def read_folder(folder: Path) -> Iterator[tuple[Path, Entry]]:
    """The entries of a folder by their names; none where there is no folder. Raises UsageError for what is no entry."""
    for path in sorted(folder.glob("*.json"))[:MOST_ENTRIES] if folder.is_dir() else ():
        try:
            yield path, _entry(json.loads(path.read_bytes()))
        except OSError as problem:
            raise UsageError(f"cannot read the regression {path}: {problem.strerror}") from problem
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
            help = "restore it from version control, or remove it"
            raise UsageError("this is no regression of specforge", file=str(path), help=help) from problem


def _entry(data: Any) -> Entry:
    """Raises ValueError, KeyError, TypeError and AttributeError for what is none."""
    before = tuple(_sent(each["request"], _text(each["operation"])) for each in data.get("before", ()))
    if data["version"] != (OF_STORIES if before else VERSION):
        raise ValueError
    entry = replace(
        _sent(data["request"], _text(data["operation"])),
        fingerprint=_text(data["fingerprint"]),
        rule=_text(data["rule"]),
        message=_text(data["message"]),
    )
    return replace(entry, before=before, story=story_of(data["story"], len(before))) if before else entry


def _sent(request: Mapping[str, Any], operation: str) -> Entry:
    headers = {_text(name): None if value is None else _text(value) for name, value in request["headers"].items()}
    if not _is_below(_text(request["target"])):
        raise ValueError
    return Entry(
        fingerprint="",
        rule="",
        operation=operation,
        message="",
        method=_text(request["method"]),
        target=request["target"],
        headers=headers,
        body=_body(request),
        keys=tuple(_text(name) for name in request.get("keys", ())),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _is_below(target: str) -> bool:
    """No request may leave the server that is tested."""
    return target.startswith("/") and not urlsplit(target).netloc


def _body(request: Mapping[str, Any]) -> bytes | None:
    if "body_base64" in request:
        try:
            return base64.b64decode(request["body_base64"], validate=True)
        except binascii.Error as problem:
            raise ValueError from problem
    text = request.get("body")
    return text.encode() if text is not None else None
