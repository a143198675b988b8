"""Credentials that look like good ones, and are none."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from specforge.document.model import Document, Operation, SecurityScheme
from specforge.findings.redact import NO_CREDENTIAL

# Bearer tokens, whoever hands them out.
_BEARER = ("oauth2", "openIdConnect")
# 2001-09-09, in seconds: long gone, wherever it is.
_LONG_AGO = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Forgery:
    """Headers and query that carry credentials which are none. ``what`` completes "a request with"."""

    what: str
    headers: Mapping[str, str]
    query: Mapping[str, str] = field(default_factory=dict)


def schemes_of(document: Document, operation: Operation) -> list[SecurityScheme]:
    """Every way in that the document has for the operation, but for what needs several schemes at once."""
    alone = [requirement for requirement in operation.security if len(requirement.schemes) == 1]
    names = dict.fromkeys(name for requirement in alone for name in requirement.schemes)
    return [document.security_schemes[name] for name in names if name in document.security_schemes]


def is_bearer(scheme: SecurityScheme) -> bool:
    """True for a scheme whose credentials are a token in ``Authorization``."""
    return scheme.type in _BEARER or (scheme.type == "http" and scheme.scheme == "bearer")


def wrong(scheme: SecurityScheme) -> Iterator[Forgery]:
    """Credentials of the right form that nobody was given."""
    if is_bearer(scheme):
        yield Forgery("a token that is none", {"Authorization": f"Bearer {NO_CREDENTIAL}"})
    elif scheme.type == "apiKey" and scheme.parameter_name:
        name = scheme.parameter_name
        match scheme.location:
            case "header":
                yield Forgery("a key that is none", {name: NO_CREDENTIAL})
            case "cookie":
                yield Forgery("a cookie that is none", {"Cookie": f"{name}={NO_CREDENTIAL}"})
            case "query":
                yield Forgery("a key that is none", {}, {name: NO_CREDENTIAL})


def forged(scheme: SecurityScheme, headers: Mapping[str, str], query: Mapping[str, str]) -> Iterator[Forgery]:
    """What is nearly the credentials that are good: ``headers`` and ``query`` are what the tester was given."""
    given = {name.lower(): value for name, value in headers.items()}
    if is_bearer(scheme):
        word, _, token = given.get("authorization", "").partition(" ")
        for what, text in _near(token.strip() if word.lower() == "bearer" else "", "token"):
            yield Forgery(what, {"Authorization": f"Bearer {text}"})
        yield Forgery("an empty token", {"Authorization": "Bearer "})
        secret = base64.b64encode(b"specforge:specforge").decode()
        yield Forgery("Basic credentials instead of a token", {"Authorization": f"Basic {secret}"})
        if token and word.lower() == "bearer":
            yield Forgery("the token in another scheme", {"Authorization": f"Basic {token.strip()}"})
            yield from _tokens(token.strip())
    elif scheme.type == "apiKey" and scheme.parameter_name:
        name = scheme.parameter_name
        if scheme.location == "query":
            yield from (Forgery(what, {}, {name: text}) for what, text in _near(query.get(name, ""), "key"))
        elif scheme.location == "cookie":
            value = _cookie(given.get("cookie", ""), name)
            yield from (Forgery(what, {"Cookie": f"{name}={text}"}) for what, text in _near(value, "cookie"))
        else:
            yield from (Forgery(what, {name: text}) for what, text in _near(given.get(name.lower(), ""), "key"))


def garbled(scheme: SecurityScheme) -> Iterator[Forgery]:
    """An ``Authorization`` that is not of the form of its scheme. Nobody has to take it, or to fail at it."""
    if is_bearer(scheme):
        yield Forgery("a token without the word Bearer", {"Authorization": NO_CREDENTIAL})
        yield Forgery("the word Bearer without a token", {"Authorization": "Bearer"})
    elif scheme.type == "basic" or (scheme.type == "http" and scheme.scheme == "basic"):
        yield Forgery("Basic credentials that are no base64", {"Authorization": "Basic specforge!"})
        yield Forgery("Basic credentials without a colon", {"Authorization": "Basic c3BlY2Zvcmdl"})


def _near(secret: str, what: str) -> Iterator[tuple[str, str]]:
    """Compared by a part only, or without regard to case."""
    if len(secret) < 4:
        return
    yield f"something added to the {what}", f"{secret}x"
    yield f"the beginning of the {what}", secret[: len(secret) // 2]
    yield f"the end of the {what}", secret[len(secret) // 2 :]
    if not set(secret) <= set("0123456789abcdefABCDEF-"):
        yield f"the {what} in another case", secret.swapcase()


def _cookie(header: str, name: str) -> str:
    pairs = (pair.strip().partition("=") for pair in header.split(";"))
    return next((value for known, _, value in pairs if known == name), "")


# -- JSON Web Tokens --------------------------------------------------------------------------------------------------


def _tokens(token: str) -> Iterator[Forgery]:
    """RFC 8725 sections 3.1 to 3.3: what is not signed, or not by whom it should be, is not accepted."""
    parts = token.split(".")
    head, claims = (_read(part) for part in parts[:2]) if len(parts) == 3 else (None, None)
    if head is None or claims is None:
        return
    for name in ("none", "None"):
        yield _bearer(f'an unsigned token (alg "{name}")', f"{_write({**head, 'alg': name})}.{parts[1]}.")
    yield _bearer("a token without its signature", f"{parts[0]}.{parts[1]}.")
    yield _bearer("a token with a wrong signature", f"{parts[0]}.{parts[1]}.{_other(parts[2])}")
    changed = {**claims, "sub": "specforge", "admin": True}
    yield _bearer("a token whose claims were changed", f"{parts[0]}.{_write(changed)}.{parts[2]}")
    expired = {**claims, "exp": _LONG_AGO, "iat": _LONG_AGO - 60, "nbf": _LONG_AGO - 60}
    yield _bearer("a token that has expired", f"{parts[0]}.{_write(expired)}.{parts[2]}")


def _bearer(what: str, token: str) -> Forgery:
    return Forgery(what, {"Authorization": f"Bearer {token}"})


def _read(part: str) -> dict[str, Any] | None:
    try:
        found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _write(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).decode().rstrip("=")


def _other(signature: str) -> str:
    """Another signature of the same length; the bits of its last letter may mean nothing."""
    middle = len(signature) // 2
    letter = "A" if signature[middle : middle + 1] != "A" else "B"
    return signature[:middle] + letter + signature[middle + 1 :]
