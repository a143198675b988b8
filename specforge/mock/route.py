"""Stage one: which operation is meant?

Paths are matched as they stand in the document and, after that, behind the base path of each server, so that a client
may use the mock under ``http://localhost:4010`` and under ``http://localhost:4010/v1`` alike.
"""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.document.routes import Match, Router
from specforge.mock.message import Request
from specforge.mock.problem import Kind, Problem
from specforge.mock.table import Route, base_paths, routes_of

# In a path this is nothing that anybody would send.
_NOTHING = "%00"

# Clients ask for the same again and again: where so many paths of at most so many characters led is remembered.
_REMEMBERED = 256
_LONGEST_REMEMBERED = 256


class RouteTable:
    """Finds routes. Each method has a router of its own: ``DELETE /pets/mine`` may belong to ``/pets/{id}`` although
    ``GET /pets/mine`` exists."""

    def __init__(self, document: Document) -> None:
        self.routes = routes_of(document)
        self._prefixes = ("", *base_paths(document))
        self._by_method: dict[str, dict[str, Route]] = {}
        for route in self.routes:
            self._by_method.setdefault(route.sent_method, {}).setdefault(route.operation.path, route)
        self._routers = {method: Router(routes) for method, routes in self._by_method.items()}
        # Clients like httpx write every method in capitals, also one that a document writes otherwise.
        self._any_case = {method.upper(): method for method in reversed(self._routers)}
        self._known: dict[tuple[str, str], tuple[Route, dict[str, str]]] = {}

    def find(self, request: Request) -> tuple[Route, dict[str, str]]:
        """The route and its raw path parameters. Raises Problem (404, or 405 and what is allowed)."""
        key = request.method, request.path
        found = self._known.get(key)
        if found is None:
            found = self._find(request)
            if len(request.path) <= _LONGEST_REMEMBERED:
                if len(self._known) >= _REMEMBERED:
                    self._known.clear()
                self._known[key] = found
        route, parameters = found
        return route, parameters.copy()

    def _find(self, request: Request) -> tuple[Route, dict[str, str]]:
        method = request.method if request.method in self._routers else self._any_case.get(request.method.upper(), "")
        match = self._match(method, request.path)
        if match is not None:
            return self._by_method[method][match.template], match.parameters
        filled = _filled(request.path)
        match = self._match(method, filled) if filled != request.path else None
        if match is not None:
            return self._by_method[method][match.template], _without_nothing(match.parameters)
        allowed = [other for other in self._routers if self._match(other, request.path) or self._match(other, filled)]
        raise _no_method(request, allowed) if allowed else _no_path(request)

    def _match(self, method: str, path: str) -> Match | None:
        router = self._routers.get(method)
        if router is None:
            return None
        return next((match for inner in self._inner_paths(path) if (match := router.match(inner))), None)

    def _inner_paths(self, path: str) -> Iterator[str]:
        for prefix in self._prefixes:
            if path.startswith(prefix):
                inner = path[len(prefix) :] or "/"
                if inner.startswith("/"):
                    yield inner


def _filled(path: str) -> str:
    """The path with something in its empty segments: as in Prism ``/pets/`` is ``/pets/{id}`` without an id, which is
    to be said, and not that there is no such path."""
    first, *segments = path.split("/")
    return "/".join((first, *(segment or _NOTHING for segment in segments)))


def _without_nothing(parameters: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in parameters.items() if text != _NOTHING}


def _no_path(request: Request) -> Problem:
    return Problem(Kind.NO_PATH, f"The route {request.path} hasn't been found in the specification file")


def _no_method(request: Request, allowed: list[str]) -> Problem:
    detail = (
        f'The route {request.path} has been matched, but it does not have "{request.method.lower()}" method defined'
    )
    return Problem(Kind.NO_METHOD, detail, headers={"allow": ", ".join(sorted(allowed))})
