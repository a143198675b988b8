"""security-schemes: a security scheme changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.diff.pairs import DocumentPair, Note
from specforge.diff.rule import Context, rule
from specforge.diff.security import flows, scopes_of
from specforge.diff.wording import literal
from specforge.document.model import Document
from specforge.document.place import Place

_URLS = (("authorizationUrl", "url"), ("tokenUrl", "token-url"))


def _flow(pair: DocumentPair, label: str, name: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Note]:
    for field, words in _URLS:
        if old.get(field) != new.get(field):
            message = f"the `{field}` of {label} is {literal(new.get(field))} instead of {literal(old.get(field))}"
            yield _note(pair, name, f"oauth-{words}-changed", message)
    before, after = scopes_of(old), scopes_of(new)
    for scope in {**after, **before}:
        if before.get(scope, _ABSENT) != after.get(scope, _ABSENT):
            kind = "added" if scope not in before else "removed" if scope not in after else "changed"
            yield _note(pair, name, f"oauth-scope-{kind}", f"the scope `{scope}` of {label} was {kind}", scope)


_ABSENT = object()


def _note(pair: DocumentPair, name: str, suffix: str, message: str, scope: str = "") -> Note:
    """Places are those of the scheme in each document."""
    base, revision = (_place(side, name) for side in (pair.base, pair.revision))
    return Note((f"api-security-component-{suffix}",), message, base, revision, f"{name} {scope}".strip())


def _place(document: Document, name: str) -> Place:
    tokens = ("securityDefinitions",) if document.version.is_swagger else ("components", "securitySchemes")
    return document.place.child(*tokens, name, key=True)


@rule(
    "Document",
    infos=(
        "api-security-component-added",
        "api-security-component-oauth-scope-added",
        "api-security-component-oauth-scope-changed",
        "api-security-component-oauth-scope-removed",
        "api-security-component-oauth-token-url-changed",
        "api-security-component-oauth-url-changed",
        "api-security-component-removed",
        "api-security-component-type-changed",
    ),
)
def check(pair: DocumentPair, context: Context) -> Iterator[Note]:
    """A security scheme changed."""

    olds, news = pair.base.security_schemes, pair.revision.security_schemes
    for name in {**news, **olds}:
        old, new = olds.get(name), news.get(name)
        if old is None or new is None:
            kind = "added" if old is None else "removed"
            yield _note(pair, name, kind, f"the security scheme `{name}` was {kind}")
            continue
        if old.type != new.type:
            message = f"the security scheme `{name}` is of type {new.type} instead of {old.type}"
            yield _note(pair, name, "type-changed", message)
        for flow in [flow for flow in flows(old) if flow in flows(new)]:
            yield from _flow(pair, f"{name} ({flow})", name, flows(old)[flow], flows(new)[flow])
