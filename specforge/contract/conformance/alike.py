"""Parameters that are written out in every operation that has them: what is wrong with all copies is one thing."""

from __future__ import annotations

import json
from typing import Any

from specforge.document.place import Place

# ``/paths/{path}/parameters/{n}`` and ``/paths/{path}/{method}/parameters/{n}``.
_DEPTHS = (2, 3)


def alike(place: Place) -> str:
    """What a keyword of a parameter has in common with its copies: the same code reads them. Empty for a parameter that
    stands in one place for all, and for bodies, which are rarely read by the same code."""
    tokens = place.tokens
    ends = [at + 2 for at in _DEPTHS if tokens[:1] == ("paths",) and tokens[at : at + 1] == ("parameters",)]
    parameter = value_at(place, tokens[: ends[0]]) if ends else None
    if not isinstance(parameter, dict) or parameter.get("in") not in ("path", "query", "header", "cookie"):
        return ""
    value = json.dumps(value_at(place, tokens), sort_keys=True, default=str)
    return f"{parameter['in']} {parameter.get('name')} {tokens[-1] if len(tokens) > ends[0] else ''}: {value}"


def shared(place: Place) -> str:
    """As ``alike`` for a parameter itself, and for one that stands in one place for all what leads there."""
    tokens = place.tokens
    is_shared = tokens[:1] == ("parameters",) or tokens[:2] == ("components", "parameters")
    return alike(place) or (f"{place.file} {place.pointer}" if is_shared else "")


def value_at(place: Place, tokens: tuple[str, ...]) -> Any:
    """What the document of the place has at ``tokens``; None where it has nothing there."""
    value = place.source.value
    for token in tokens:
        try:
            value = value[int(token)] if isinstance(value, list) else value[token]
        except (LookupError, TypeError, ValueError):
            return None
    return value
