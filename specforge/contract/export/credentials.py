"""Credentials of a load test: from the environment, in the place that each scheme has for them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from specforge.document.model import Document, SecurityScheme


@dataclass(frozen=True, slots=True)
class Credential:
    """``constant`` is its name in the file, ``variable`` that in the environment. It goes into the argument ``option``
    of a request under ``name``; ``before`` stands in front of it. ``is_pair``: a user and a password."""

    constant: str
    variable: str
    option: str
    name: str
    before: str = ""
    is_pair: bool = False


def credentials_of(document: Document) -> dict[str, Credential]:
    """By scheme; those that no header or parameter carries are not among them."""
    found = ((name, _credential(name, scheme)) for name, scheme in document.security_schemes.items())
    return {name: one for name, one in found if one is not None}


def _credential(scheme_name: str, scheme: SecurityScheme) -> Credential | None:
    constant = _upper(scheme_name)
    match scheme.type, scheme.scheme, scheme.location:
        case "http", "basic", _:
            return Credential(constant, constant, "headers", "Authorization", "Basic ", is_pair=True)
        case ("http", "bearer", _) | (("oauth2" | "openIdConnect"), _, _):
            return Credential(constant, constant, "headers", "Authorization", "Bearer ")
        case "basic", _, _:
            return Credential(constant, constant, "headers", "Authorization", "Basic ", is_pair=True)
        case "apiKey", _, ("header" | "query" | "cookie" as place):
            options = {"header": "headers", "query": "params", "cookie": "cookies"}
            return Credential(constant, constant, options[place], scheme.parameter_name or "")
    return None


def _upper(name: str) -> str:
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    text = re.sub(r"[^A-Z0-9]+", "_", words.upper()).strip("_") or "TOKEN"
    return f"KEY_{text}" if text[0].isdigit() or text == "BASE" else text
