"""Which function of an application answers an operation: the routes of Starlette, FastAPI and Flask say."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from specforge.document.model import Document

_MOST_LAYERS = 20
_EXPRESSION = re.compile(r"\{[^{}]*\}|<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Handler:
    """A function, by its name, with the file and the line where it begins."""

    name: str
    path: Path
    line: int


def handlers_of(app: Any, document: Document) -> dict[str, Handler]:
    """The handlers of an application by operation; nothing of what does not tell its routes."""
    found = {(method, _shape(path)): function for method, path, function in _endpoints(app, "", _MOST_LAYERS)}
    bases = ("", document.base_paths[0].rstrip("/"))
    handlers = {}
    for operation in document.operations:
        keys = [(operation.method.upper(), _shape(base + operation.path)) for base in bases]
        function = next((found[key] for key in keys if key in found), None)
        handler = _handler(function) if function is not None else None
        if handler is not None:
            handlers[operation.label] = handler
    return handlers


def _shape(path: str) -> str:
    return _EXPRESSION.sub("{}", path)


def _endpoints(app: Any, prefix: str, layers: int) -> Iterator[tuple[str, str, Any]]:
    """Method, path and function. ``layers`` of middleware and mounted applications are looked through."""
    if app is None or layers <= 0:
        return
    if hasattr(app, "url_map") and hasattr(app, "view_functions"):
        yield from _of_flask(app, prefix)
        return
    # FastAPI keeps the routes of a router that was included to itself, and tells what they have become.
    effective = getattr(app, "effective_candidates", None)
    routes = effective() if callable(effective) else getattr(app, "routes", None)
    if not isinstance(routes, list):
        yield from _endpoints(getattr(app, "app", None), prefix, layers - 1)
        return
    for route in routes:
        path = prefix + (text if isinstance(text := getattr(route, "path", ""), str) else "")
        endpoint = getattr(route, "endpoint", None)
        if endpoint is None:
            is_router = hasattr(route, "effective_candidates")
            yield from _endpoints(route if is_router else getattr(route, "app", None), path, layers - 1)
        elif inspect.isclass(endpoint):
            yield from ((name.upper(), path, getattr(endpoint, name)) for name in _METHODS if hasattr(endpoint, name))
        else:
            yield from ((method, path, endpoint) for method in getattr(route, "methods", None) or ())


_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def _of_flask(app: Any, prefix: str) -> Iterator[tuple[str, str, Any]]:
    for rule in app.url_map.iter_rules():
        function = app.view_functions.get(rule.endpoint)
        view = getattr(function, "view_class", None)
        for method in rule.methods or ():
            own = getattr(view, method.lower(), None) if view is not None else None
            yield method, prefix + rule.rule, own or function


def _handler(function: Callable[..., Any]) -> Handler | None:
    """None for what is written in C, and for what somebody installed."""
    plain = inspect.unwrap(function)
    plain = getattr(plain, "func", plain)
    code = getattr(getattr(plain, "__func__", plain), "__code__", None)
    if code is None or "site-packages" in code.co_filename or not Path(code.co_filename).is_file():
        return None
    return Handler(plain.__qualname__, Path(code.co_filename), code.co_firstlineno)
