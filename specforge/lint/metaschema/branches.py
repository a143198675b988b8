"""From "not valid under any of the schemas listed in oneOf" to what is really wrong.

Metaschemas say "a Response Object or a Reference Object" with oneOf and anyOf, and a validator answers with what is
wrong under each alternative. Nearly all of that is noise: who wrote ``type: https`` in a security scheme did not forget
the ``flows`` of OAuth. Here the alternative that the author meant is found, or what all alternatives agree on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from specforge.lint.metaschema.structure import Failure

# Fields whose value tells which alternative is meant, from the first that decides to the last.
_TELLING = ("in", "type", "flow")
_TELLING_OF_SECURITY = ("type", "in", "flow")
_SECURITY = frozenset(("securityDefinitions", "securitySchemes"))
Branch = list[Failure]


def leaves(failure: Failure) -> Iterator[Failure]:
    """The failures that the author should hear of. Besides JSON Schema's keywords they may be:

    ``requiredAny``: one of the properties in ``wanted`` is missing; ``ambiguous``: more than one alternative fits.
    """
    # An explicit stack: failures nest as deep as schemas do.
    options: dict[tuple[str, ...], list[Any]] = {}
    waiting = [failure]
    while waiting:
        current = waiting.pop()
        if current.keyword in ("oneOf", "anyOf") and current.branches:
            chosen = _choose(current, options)
            waiting.extend(reversed(chosen))
        else:
            yield current


def _choose(failure: Failure, options: dict[tuple[str, ...], list[Any]]) -> Branch:
    branches = failure.branches
    if not all(branches):
        return [replace(failure, keyword="ambiguous", error=None)]
    branches = [b for b in branches if not _wants_reference(b, failure)] or branches
    right_type = [b for b in branches if not _wrong_type(b, failure)]
    if not right_type:
        return [_merged(failure, "type", [name for b in branches for name in _listed(b[0].wanted)])]
    return _by_telling_field(right_type, failure, options)


def _by_telling_field(branches: list[Branch], failure: Failure, options: dict[tuple[str, ...], list[Any]]) -> Branch:
    is_security = not _SECURITY.isdisjoint(failure.tokens[:2])
    for name in _TELLING_OF_SECURITY if is_security else _TELLING:
        if len(branches) == 1:
            break
        wrong = [(b, f) for b in branches if (f := _wrong_value(b, (*failure.tokens, name)))]
        known = options.setdefault((*failure.tokens, name), [])
        known.extend(option for _, f in wrong for option in _listed(f.wanted))
        if len(wrong) == len(branches):
            return [replace(wrong[0][1], keyword="enum", wanted=list(dict.fromkeys(known)))]
        refused = [b for b, _ in wrong]
        branches = [b for b in branches if not any(b is r for r in refused)]
    return _agreed(branches, failure)


def _agreed(branches: list[Branch], failure: Failure) -> Branch:
    """The one branch that is left; else what all agree on; else the one with the least to complain about."""
    if len(branches) == 1:
        return branches[0]
    shared = [f for f in branches[0] if all(any(_same(f, other) for other in b) for b in branches[1:])]
    if shared:
        return [f for f in shared if f.keyword == "required" and f.wanted in _TELLING] or shared
    if all(b[0].keyword == "required" and b[0].tokens == failure.tokens for b in branches):
        return [_merged(failure, "requiredAny", [b[0].wanted for b in branches])]
    return min(branches, key=len)


def _merged(failure: Failure, keyword: str, wanted: list[Any]) -> Failure:
    return replace(failure, keyword=keyword, wanted=list(dict.fromkeys(wanted)), error=None)


def _wants_reference(branch: Branch, failure: Failure) -> bool:
    return any(f.keyword == "required" and f.wanted == "$ref" and f.tokens == failure.tokens for f in branch)


def _wrong_type(branch: Branch, failure: Failure) -> bool:
    return branch[0].keyword == "type" and branch[0].tokens == failure.tokens


def _wrong_value(branch: Branch, tokens: tuple[str, ...]) -> Failure | None:
    return next((f for f in branch if f.keyword in ("enum", "const") and f.tokens == tokens), None)


def _same(one: Failure, other: Failure) -> bool:
    return one.tokens == other.tokens and one.keyword == other.keyword and one.wanted == other.wanted


def _listed(wanted: Any) -> list[Any]:
    return wanted if isinstance(wanted, list) else [wanted]
