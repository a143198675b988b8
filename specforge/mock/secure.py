"""Stage two: does the request carry the credentials that the operation asks for?

Only their presence and form are checked, as in Prism: any token is a good token. Between the requirements of an
operation one is enough; within one, all schemes must be satisfied (OpenAPI 3.1 section 4.8.30).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Sequence

from specforge.document.model import Operation, SecurityScheme
from specforge.mock.diagnostic import WARNING, Diagnostic
from specforge.mock.message import Request

Check = Callable[[Request], Diagnostic | None]
Guards = tuple[tuple[Check, ...], ...]

_BEARER = re.compile(r"Bearer\s.+")
_DIGEST_PARTS = ("username=", "realm=", "nonce=", "uri=", "response=")
_QUOTED = re.compile("['\"][a-z0-9]*['\"]")
_BASIC_CHALLENGE = 'Basic realm="*"'
_DIGEST_CHALLENGE = 'Digest realm="*", nonce="abc123"'


def compile_guards(operation: Operation) -> Guards:
    """The alternatives of an operation, each a list of checks. Unknown schemes ask for nothing."""
    schemes = operation.document.security_schemes
    if not schemes:
        return ()
    return tuple(
        tuple(_check(schemes[name]) for name in requirement.schemes if name in schemes) or OPEN
        for requirement in operation.security
    )


def check_security(guards: Guards, request: Request) -> tuple[Diagnostic, ...]:
    """Nothing when an alternative is satisfied, otherwise one diagnostic with the challenges of all."""
    failures: list[Diagnostic] = []
    for checks in guards:
        failed = [failure for check in checks if (failure := check(request)) is not None]
        if not failed:
            return ()
        failures += failed
    return (_merge(failures),) if failures else ()


def _merge(failures: Sequence[Diagnostic]) -> Diagnostic:
    first = failures[0]
    tags = tuple(tag for failure in failures for tag in failure.tags)
    return Diagnostic(first.message, first.code, first.location, first.severity, tags)


def _unauthorized(*challenges: str) -> Diagnostic:
    return Diagnostic("Invalid security scheme used", 401, tags=challenges)


def _check(scheme: SecurityScheme) -> Check:
    name = scheme.parameter_name or ""
    match scheme.type, scheme.scheme, scheme.location:
        case "http", "basic", _:
            return _basic
        case "http", "bearer", _:
            return _bearer("Bearer")
        case "http", "digest", _:
            return _digest
        case "oauth2", _, _:
            return _bearer("OAuth2")
        case "openIdConnect", _, _:
            return _bearer("OpenID")
        case "apiKey", _, "header":
            return _present(lambda request: bool(request.headers.get(name.lower())))
        case "apiKey", _, "query":
            return _present(lambda request: bool(request.query_value(name)))
        case "apiKey", _, "cookie":
            return _present(lambda request: bool(request.cookies.get(name)))
    return _unsupported(scheme)


def _unsupported(scheme: SecurityScheme) -> Check:
    """A scheme that HTTP messages do not show (mutual TLS), or that nobody knows: a warning, never a refusal."""
    kind = "/".join(filter(None, (scheme.type, scheme.scheme or scheme.location)))
    if not kind:  # it leads nowhere, which is for the linter to say
        return lambda _: None
    warning = Diagnostic(f"We currently do not support this type of security scheme: {kind}", severity=WARNING)
    return lambda _: warning


def _present(test: Callable[[Request], bool]) -> Check:
    return lambda request: None if test(request) else _unauthorized()


def _anonymous(request: Request) -> Diagnostic | None:
    return _unauthorized("None") if "authorization" in request.headers else None


# Nobody has to say who they are. As in Prism, whoever does is refused.
OPEN: tuple[Check, ...] = (_anonymous,)


def _bearer(challenge: str) -> Check:
    def check(request: Request) -> Diagnostic | None:
        given = _BEARER.fullmatch(request.headers.get("authorization", ""))
        return None if given else _unauthorized(challenge)

    return check


def _basic(request: Request) -> Diagnostic | None:
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return _unauthorized(_BASIC_CHALLENGE)
    return None if _is_user_and_password(rest.split(" ")[0]) else _unauthorized()


def _is_user_and_password(token: str) -> bool:
    try:
        decoded = base64.b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return False
    return b":" in decoded


def _digest(request: Request) -> Diagnostic | None:
    scheme, *parts = request.headers.get("authorization", "").split(" ")
    if scheme.lower() != "digest":
        return _unauthorized(_DIGEST_CHALLENGE)
    text = "".join(parts)
    complete = all(part in text for part in _DIGEST_PARTS) and all(_QUOTED.search(part) for part in parts)
    return None if complete else _unauthorized()
