"""operation-parameters: parameters that exclude each other, or are listed twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from specforge.document.model import Operation, View
from specforge.document.node import Node
from specforge.findings.model import Related, Severity
from specforge.lint.about.parameter_lists import Listed, listed, twice
from specforge.lint.rule import Context, Problem, rule


@rule(
    "operation-parameters",
    on=("AnyOperation", "PathItem"),
    severity=Severity.ERROR,
    origin="spectral:oas",
    ruleset_severity=Severity.WARNING,
    structural=True,
    fixable=True,
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """Parameters are listed twice or exclude each other."""
    own = listed(view.node)
    yield from twice(own)
    if isinstance(view, Operation):
        inherited = _not_overridden(listed(view.path_item.node), own)
        yield from _exclusive(view, own, inherited)
    else:
        yield from _exclusive(view, own, [])


def _not_overridden(inherited: Listed, own: Listed) -> Listed:
    names = {(parameter.location, parameter.name) for _, parameter in own}
    return [pair for pair in inherited if (pair[1].location, pair[1].name) not in names]


def _exclusive(view: View, own: Listed, inherited: Listed) -> Iterator[Problem]:
    """One body at most, not beside form fields (Swagger 2.0, Parameter Object); one query string at most, not beside
    query parameters (OpenAPI 3.2, section 4.12.1). What a path item has wrong by itself is said there, once."""
    for single, rival, what in (
        ("body", "formData", "a body parameter"),
        ("querystring", "query", "a querystring parameter"),
    ):
        ours, theirs = _by_location(own), _by_location(inherited)
        for entry in (theirs[single][:1] + ours[single])[1:] if ours[single] else ():
            first = (theirs[single] + ours[single])[0]
            related = (Related("the first one", first.place),)
            yield Problem(f"there can be only one {single} parameter", entry.place, related=related)
        if (ours[single] and (ours[rival] or theirs[rival])) or (theirs[single] and ours[rival]):
            pair = (ours[single] + theirs[single])[0], (ours[rival] + theirs[rival])[0]
            yield Problem(
                f"{what} and {rival} parameters exclude each other",
                view.node.place.child("parameters", key=True),
                related=tuple(Related("this one", entry.place) for entry in pair),
            )


def _by_location(parameters: Listed) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = defaultdict(list)
    for entry, parameter in parameters:
        found[parameter.location].append(entry)
    return found
