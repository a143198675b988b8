"""Methods that the engine does not know (``additionalOperations`` of OpenAPI 3.2) go to it in the disguise of POST.

They are handed over at a path of their own, ``/files/{id}#COPY``, and get their method back when a request is written.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from specforge.document.operation import METHODS, Operation

DISGUISE = "post"
_MARK = "#"
# RFC 9110 section 5.6.2
_TOKEN = re.compile(r"[!$%&'*+.^_`|~0-9A-Za-z-]+")


def can_be_tested(operation: Operation) -> bool:
    """False for a path that no URL can have, and for what is no method."""
    is_method = operation.method in METHODS or _is_custom(operation.method)
    return is_method and operation.path.startswith("/") and _MARK not in operation.path


def disguised_path(operation: Operation) -> str | None:
    """Where an operation is handed over; None for one that the engine knows."""
    is_disguised = operation.method not in METHODS and can_be_tested(operation)
    return f"{operation.path}{_MARK}{operation.method}" if is_disguised else None


def engine_label(label: str) -> str:
    """What the engine calls an operation."""
    method, _, path = label.partition(" ")
    return label if method.lower() in METHODS else f"{DISGUISE.upper()} {path}{_MARK}{method}"


def authors_label(label: str) -> str:
    """What the author calls it."""
    path, mark, method = label.rpartition(_MARK)
    return f"{method} {path.partition(' ')[2]}" if mark else label


def is_disguised(label: str) -> bool:
    return _MARK in label


def undisguise(path: str, data: MutableMapping[str, Any]) -> None:
    """Gives a request, as it is about to be written, its method and its place back. ``path`` is that of the engine."""
    _, mark, method = path.rpartition(_MARK)
    if not mark:
        return
    data["method"] = method
    for name in ("url", "path"):
        if name in data:
            data[name] = re.sub(rf"({_MARK}|%23){re.escape(method)}$", "", data[name])


def _is_custom(method: str) -> bool:
    return _TOKEN.fullmatch(method) is not None and method.lower() not in METHODS
