"""operation-parameters: parameters that exclude each other, or are listed twice."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Operation, View
from specforge.findings.model import Related, Severity
from specforge.lint.parameter_lists import Listed, listed, twice
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
        yield from _exclusive(own, inherited)
    else:
        yield from _exclusive(own, [])


def _not_overridden(inherited: Listed, own: Listed) -> Listed:
    names = {(parameter.location, parameter.name) for _, parameter in own}
    return [pair for pair in inherited if (pair[1].location, pair[1].name) not in names]


def _exclusive(own: Listed, inherited: Listed) -> Iterator[Problem]:
    """One body at most, not beside form fields (Swagger 2.0, Parameter Object); one query string at most, not beside
    query parameters (OpenAPI 3.2, section 4.12.1). What a path item has wrong by itself is said there, once."""
    for location, other, what in (
        ("body", "formData", "a body parameter"),
        ("querystring", "query", "a querystring parameter"),
    ):
        first = next((entry for entry, parameter in inherited if parameter.location == location), None)
        others = [entry for entry, parameter in inherited if parameter.location == other]
        for entry, parameter in own:
            if parameter.location == location and first is not None:
                related = (Related("the first one", first.place),)
                yield Problem(f"there can be only one {location} parameter", entry.place, related=related)
            elif (parameter.location == location and others) or (parameter.location == other and first is not None):
                rival = others[0] if parameter.location == location else first
                note = (Related("the other one", rival.place),) if rival else ()
                yield Problem(f"{what} and {other} parameters exclude each other", entry.place, related=note)
                break
            if parameter.location == location:
                first = first or entry
            elif parameter.location == other:
                others.append(entry)
