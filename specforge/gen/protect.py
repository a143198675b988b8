"""Security schemes, as the generated authenticator wants them."""

from __future__ import annotations

from specforge.document.model import Document, Operation, SecurityScheme
from specforge.gen.about import documentable
from specforge.gen.context import Context
from specforge.gen.keywords import clean_text
from specforge.gen.naming import Names, snake_name
from specforge.gen.plan import Scheme


def plan_schemes(context: Context) -> tuple[Scheme, ...]:
    """The schemes of the document, and one that nobody can satisfy for each name that is required but not defined."""
    document, names = context.document, Names()
    planned = [
        _scheme(name, names.take(snake_name(name, "scheme")), scheme)
        for name, scheme in document.security_schemes.items()
    ]
    for name, scheme in document.security_schemes.items():
        if scheme.type == "mutualTLS":
            message = (
                f"{name!r} is checked by whatever ends the TLS connection: the application only gets the certificate"
            )
            context.warn("gen-security", message, scheme.place)
    for name, operation in _undefined(document).items():
        message = f"security scheme {name!r} is not defined: nobody can satisfy it"
        context.warn("gen-security", message, operation.place, operation)
        planned.append(Scheme(name, names.take(snake_name(name, "scheme")), "unknown", "", "", "", None))
    return tuple(planned)


def _undefined(document: Document) -> dict[str, Operation]:
    """Scheme names that are required without being defined, each with the first operation that does."""
    found: dict[str, Operation] = {}
    for operation in document.operations:
        for requirement in operation.security:
            for name in requirement.schemes:
                if name not in document.security_schemes:
                    found.setdefault(name, operation)
    return found


def _scheme(name: str, python_name: str, scheme: SecurityScheme) -> Scheme:
    kind, location, parameter, challenge = _how(scheme)
    description = clean_text(scheme.description)
    return Scheme(name, python_name, kind, location, parameter, challenge, description, documentable(scheme))


def _how(scheme: SecurityScheme) -> tuple[str, str, str, str]:
    """Kind, location, parameter and the challenge for ``WWW-Authenticate`` (RFC 9110 section 11.6.1)."""
    if scheme.type == "apiKey":
        return "key", scheme.location or "header", scheme.parameter_name or "X-API-Key", ""
    if scheme.type == "mutualTLS":
        return "certificate", "connection", "", ""
    if scheme.type == "http" and scheme.scheme not in (None, "bearer"):
        word = str(scheme.scheme)
        kind = "basic" if word == "basic" else "http"
        # The word goes into a header: what is no token there must not get in.
        return kind, "header", "Authorization", word.capitalize() if word.isascii() and word.isalnum() else ""
    return "bearer", "header", "Authorization", "Bearer"
