"""Diagnostic: one thing that is wrong with a request or a reply, in the form in which Prism reports it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from specforge.document.place import Place
from specforge.mock.message import RawHeader

ERROR = "Error"
WARNING = "Warning"

# Node refuses headers above 8 KiB in all, and Prism cuts there.
_MAX_HEADER = 8 * 1024 - 100


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """``location`` says where (``("body", "items", "2")``), None where that makes no sense; ``code`` is a JSON Schema
    keyword, or the HTTP status that the violation asks for. ``tags`` are challenges for ``WWW-Authenticate``; ``place``
    is what the document says there."""

    message: str
    code: str | int | None = None
    location: tuple[str, ...] | None = None
    severity: str = ERROR
    tags: tuple[str, ...] = ()
    place: Place | None = field(default=None, compare=False, repr=False)

    @property
    def is_error(self) -> bool:
        return self.severity == ERROR

    def as_json(self, prefix: str | None = None) -> dict[str, Any]:
        """The entry of a ``validation`` list; with ``prefix`` (``request``, ``response``) that of ``sl-violations``."""
        location = self.location if prefix is None else (prefix, *(self.location or ()))
        entry: dict[str, Any] = {} if location is None else {"location": location}
        entry["severity"] = self.severity
        if self.code is not None:
            entry["code"] = self.code
        entry["message"] = self.message
        return entry


UNKNOWN_ROUTE = Diagnostic("Selected route not found", severity=WARNING)
"""What is wrong with a request that belongs to no operation, where somebody answers it nevertheless."""


class Violations(NamedTuple):
    """Everything that is wrong with a request and with the reply to it."""

    request: tuple[Diagnostic, ...] = ()
    response: tuple[Diagnostic, ...] = ()


def violations_header(request: Sequence[Diagnostic], response: Sequence[Diagnostic]) -> RawHeader:
    """The ``sl-violations`` header."""
    entries = [*(d.as_json("request") for d in request), *(d.as_json("response") for d in response)]
    text = orjson.dumps(entries)
    if len(text) > _MAX_HEADER:
        text = b"Too many violations! " + text[:_MAX_HEADER].decode("utf-8", "ignore").encode()
    return b"sl-violations", text
