"""Credentials by security scheme: what a request carries for one, and what the mock would accept."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from urllib.parse import quote

from specforge.document.model import Document, Operation, SecurityScheme

_DIGEST = (
    "Digest username='user', realm='realm', nonce='abc', uri='uri', response='abc'"  # the form is all that is checked
)


@dataclass(slots=True)
class Carrier:
    """Where credentials travel."""

    headers: list[tuple[str, str]] = field(default_factory=list)
    query: list[tuple[str, str]] = field(default_factory=list)
    cookies: list[tuple[str, str]] = field(default_factory=list)


def alternatives(operation: Operation) -> list[dict[str, SecurityScheme]]:
    """The schemes of each alternative by name, those that the document describes; an empty one lets anybody in."""
    known = operation.document.security_schemes
    return [{name: known[name] for name in requirement.schemes if name in known} for requirement in operation.security]


def made_up(scheme: SecurityScheme) -> str:
    """Something that the mock takes for a credential."""
    match scheme.type, scheme.scheme:
        case "http", "basic":
            return "user:password"
        case "http", "digest":
            return _DIGEST
        case (("http" | "oauth2" | "openIdConnect" | "apiKey"), _):
            return "secret"
    return ""


def carry(document: Document, name: str, value: str, carrier: Carrier) -> None:
    """Puts a credential where its scheme wants it; schemes that no message shows (mutual TLS) want it nowhere."""
    scheme = document.security_schemes.get(name)
    if scheme is None or not value:
        return
    match scheme.type, scheme.scheme, scheme.location:
        case "http", "basic", _:
            carrier.headers.append(("authorization", f"Basic {base64.b64encode(value.encode()).decode()}"))
        case "http", "digest", _:
            carrier.headers.append(("authorization", value))
        case "http", "bearer" | None, _:
            carrier.headers.append(("authorization", f"Bearer {value}"))
        case "http", other, _:
            carrier.headers.append(("authorization", f"{other} {value}"))
        case (("oauth2" | "openIdConnect"), _, _):
            carrier.headers.append(("authorization", f"Bearer {value}"))
        case "apiKey", _, place:
            _carry_key(scheme.parameter_name or "", value, place, carrier)


def _carry_key(name: str, value: str, place: str | None, carrier: Carrier) -> None:
    if not name:
        return
    if place == "header":
        carrier.headers.append((name, value))
    elif place == "query":
        carrier.query.append((quote(name, safe=""), quote(value, safe="")))
    elif place == "cookie":
        carrier.cookies.append((name, value))
