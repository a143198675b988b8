"""What of the engine's requests and failures is kept: its hooks, which know its objects by their attributes only."""

from __future__ import annotations

import inspect
import re
from typing import Any

from specforge.contract.engine.disguise import is_disguised


def has_its_method(context: Any, case: Any) -> bool:
    """False where other methods are tried out at a path that only looks as if it had one: they may have their own."""
    return not is_disguised(case.operation.label) or bool(case.method.upper() == case.operation.method.upper())


def is_sound(context: Any, failure: Any, case: Any, response: Any) -> bool:
    """False for what is no failure. Asked inside the engine, because what it reports once it does not report again."""
    name = type(failure).__name__
    return name != "EnsureResourceAvailability" or _concerns_what_was_created(failure, case)


def _concerns_what_was_created(failure: Any, case: Any) -> bool:
    """False for a resource that is missing though another was created: that a new book has no cover yet is no fault."""
    created = str(failure.operation).partition(" ")[2].rstrip("/")
    return re.fullmatch(re.escape(created) + r"(/\{[^{}/]+\})?", case.operation.path) is not None


def is_asgi(app: Any) -> bool:
    """True for an ASGI application, False for one of WSGI."""
    return inspect.iscoroutinefunction(app) or inspect.iscoroutinefunction(type(app).__call__)
