"""What a browser asks before a page of another origin may ask, and what it makes of the answers (Fetch standard)."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.probing.credentials import schemes_of
from specforge.document.model import Document, Operation
from specforge.findings.exchange import Answer

ORIGIN = "https://specforge.example"
"""An origin that nobody has heard of."""

# Of these no browser asks whether they may be sent (Fetch section 2.2.1 and 2.2.2).
_PLAIN_METHODS = frozenset({"GET", "HEAD", "POST"})
_PLAIN_HEADERS = frozenset({"accept", "accept-language", "content-language"})
_PLAIN_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"})


def headers_of(operation: Operation, document: Document) -> list[str]:
    """The headers that a page has to send with a request of the operation and has to ask for, in lower case."""
    found = {view.name.lower() for view in operation.parameters if view.location == "header" and view.required}
    is_open = any(not requirement.schemes for requirement in operation.security)
    schemes = schemes_of(document, operation) if not is_open else []
    if schemes and schemes[0].type in ("http", "oauth2", "openIdConnect"):
        found.add("authorization")
    elif schemes and schemes[0].location == "header" and schemes[0].parameter_name:
        found.add(schemes[0].parameter_name.lower())
    body = operation.request_body
    if body is not None and body.content and not any(name.lower() in _PLAIN_TYPES for name in body.content):
        found.add("content-type")
    return sorted(found - _PLAIN_HEADERS)


def is_asked_for(operation: Operation, headers: list[str]) -> bool:
    """True where a browser asks before it sends the request."""
    return bool(headers) or operation.method.upper() not in _PLAIN_METHODS


def is_allowed(answer: Answer) -> bool:
    """True for an answer that a page of any origin may read."""
    return answer.header("access-control-allow-origin") in ("*", ORIGIN)


def lacking(answer: Answer, method: str, headers: list[str]) -> Iterator[tuple[str, str]]:
    """What the answer to a preflight does not allow: a word for it, and what it is."""
    methods = _listed(answer, "access-control-allow-methods")
    # Methods are compared with their case, headers are not.
    if method not in _PLAIN_METHODS and not {method, "*"} & methods:
        yield "method", method
    names = {name.lower() for name in _listed(answer, "access-control-allow-headers")}
    for name in headers:
        if name not in names and ("*" not in names or name == "authorization"):
            yield name, f"the header {name.title()}"


def _listed(answer: Answer, name: str) -> set[str]:
    return {each.strip() for each in (answer.header(name) or "").split(",") if each.strip()}
