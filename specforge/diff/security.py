"""Security: requirements and flows in one form, whichever version of OpenAPI they are written in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from specforge.document.model import SecurityRequirement, SecurityScheme

_FLOWS = {"application": "clientCredentials", "accessCode": "authorizationCode"}


class Difference(NamedTuple):
    """``kind``: ``added``, ``removed``, ``scope-added`` or ``scope-removed``; ``name`` is a scheme or several."""

    kind: str
    name: str
    scope: str = ""


def differences(olds: Sequence[SecurityRequirement], news: Sequence[SecurityRequirement]) -> Iterator[Difference]:
    """What changed between two lists of alternatives; their order means nothing."""
    before, after = _by_schemes(olds), _by_schemes(news)
    for name in {**after, **before}:
        if name not in before:
            yield Difference("added", name)
        elif name not in after:
            yield Difference("removed", name)
        else:
            yield from _scopes(before[name], after[name])


def _by_schemes(requirements: Sequence[SecurityRequirement]) -> dict[str, SecurityRequirement]:
    return {" and ".join(sorted(each.schemes)) or "no scheme": each for each in requirements}


def _scopes(old: SecurityRequirement, new: SecurityRequirement) -> Iterator[Difference]:
    for scheme in old.schemes:
        before, after = set(old.schemes[scheme]), set(new.schemes[scheme])
        yield from (Difference("scope-added", scheme, scope) for scope in sorted(after - before))
        yield from (Difference("scope-removed", scheme, scope) for scope in sorted(before - after))


def flows(scheme: SecurityScheme) -> dict[str, dict[str, Any]]:
    """The OAuth flows by name; that of Swagger 2.0 under its newer name."""
    if isinstance(name := scheme.get("flow"), str):
        return {_FLOWS.get(name, name): scheme.raw}
    found = scheme.get("flows")
    return {name: flow for name, flow in found.items() if isinstance(flow, dict)} if isinstance(found, dict) else {}


def scopes_of(flow: dict[str, Any]) -> dict[str, Any]:
    """The scopes of a flow and their descriptions."""
    scopes = flow.get("scopes")
    return scopes if isinstance(scopes, dict) else {}
