"""Path templates as routes: what FastAPI can match, under names that are Python identifiers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from specforge.gen.naming import Names, snake_name

_EXPRESSION = re.compile(r"\{([^{}]*)\}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


@dataclass(frozen=True, slots=True)
class Route:
    """A path as FastAPI writes it. ``variables`` maps the template's names to the route's; ``problem`` says why
    requests cannot reach it as written."""

    path: str
    variables: dict[str, str]
    problem: str | None = None


def pattern_of(path: str) -> str:
    """The path of a route without the names of its variables: two routes of one pattern match the same requests."""
    return _EXPRESSION.sub("{}", path)


def route_of(template: str) -> Route:
    """The route for a path template. Literal parts are decoded, since routes match decoded paths."""
    names = Names()
    variables: dict[str, str] = {}
    pieces: list[str] = []
    for position, piece in enumerate(_EXPRESSION.split(template)):
        if position % 2 == 0:
            pieces.append(_decoded(piece))
            continue
        # RFC 6570 operators and Express-like wildcards: nothing that OpenAPI knows, but authors write them.
        # Nor are other letters than ASCII's anything that routers take for a name.
        variable = names.take(next((name for name in (piece, snake_name(piece)) if _VARIABLE.match(name)), "value"))
        variables.setdefault(piece, variable)
        pieces.append(f"{{{variable}}}")
    path = "".join(pieces)
    return Route(path if path.startswith("/") else f"/{path}", variables, _problem(template, path))


def _decoded(piece: str) -> str:
    """Literal text as requests bring it. Braces stay encoded, or a route would take them for a variable."""
    return unquote(piece).replace("{", "%7B").replace("}", "%7D")


def _problem(template: str, path: str) -> str | None:
    if not template.startswith("/"):
        return "does not start with a slash: it is served as if it did"
    literal = _EXPRESSION.sub("", template)
    if "{" in unquote(literal) or "}" in unquote(literal):
        return "holds braces that are no template expression: no request can match it"
    if "?" in literal or "#" in literal:
        return "holds a query or a fragment, which is no part of a path: no request can match it"
    if len(_EXPRESSION.findall(template)) != len(set(_EXPRESSION.findall(template))):
        return "uses one name twice: the first value counts"
    return None
