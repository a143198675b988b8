"""Credentials by the names that the document has for them: where in a request they go, and what may not be told.

Nearly all are headers, and treated as such from then on. Keys that belong in the query are sent only with the
operations that ask for them: elsewhere a parameter that nobody knows might be refused.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote_plus

from specforge.contract.settings import Identity, Settings, parse_header
from specforge.document.model import Document, Operation, SecurityScheme
from specforge.errors import UsageError
from specforge.findings.redact import Redactor
from specforge.suggest import did_you_mean

_BEARER = ("oauth2", "openIdConnect")
_VARIABLE = re.compile(r"\$\{([A-Za-z_]\w*)\}")


@dataclass(slots=True)
class Given:
    """``keys`` are those of the query, by security scheme."""

    headers: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)


def parse_given(texts: Iterable[str], option: str = "--auth") -> dict[str, str]:
    """``SCHEME=VALUE``, by scheme. Raises UsageError."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name or not value:
            # The text may be nothing but the secret.
            help = "write it as --auth apiKey=VALUE, with the name of a security scheme"
            raise UsageError(f"{option} needs the name of a security scheme and a value", help=help)
        found[name] = value
    return found


def split_identities(texts: Iterable[str]) -> tuple[list[str], dict[str, dict[str, str]]]:
    """The values of ``--as`` that give a header, and the others by user and security scheme: ``bob=apiKey=x``. Raises
    UsageError."""
    headers: list[str] = []
    found: dict[str, dict[str, str]] = {}
    for text in texts:
        name, _, rest = text.partition("=")
        # No name of a header has an equals sign in it.
        if "=" not in rest.partition(":")[0]:
            headers.append(text)
        else:
            found.setdefault(name, {}).update(parse_given([rest], "--as"))
    return headers, found


def given(document: Document, values: Mapping[str, str], headers: Mapping[str, str]) -> Given:
    """``values`` are by security scheme and go to ``headers``, where they belong there. ``${NAME}`` in one of them is a
    variable of the environment. Raises UsageError."""
    found = Given(dict(headers))
    for name, text in values.items():
        scheme = _scheme(document, name)
        _add(found, name, scheme, _VARIABLE.sub(lambda match, name=name: _variable(match[1], name), text))  # type: ignore[misc]
    return found


def _scheme(document: Document, name: str) -> SecurityScheme:
    known = document.security_schemes
    if name in known:
        return known[name]
    listed = f"it has {', '.join(known)}" if known else "it has none"
    help = did_you_mean(name, list(known)) or listed
    raise UsageError(f"{document.root.name} has no security scheme {name!r}", help=help)


def _variable(variable: str, scheme: str) -> str:
    if variable not in os.environ:
        raise UsageError(f"the value of {scheme} is in ${{{variable}}}, which is not in the environment")
    return os.environ[variable]


def _add(found: Given, name: str, scheme: SecurityScheme, value: str) -> None:
    match scheme.type, scheme.scheme, scheme.location:
        case "apiKey", _, "query" if scheme.parameter_name:
            found.keys[name] = value
        case "apiKey", _, "header" if scheme.parameter_name:
            _add_header(found, name, scheme.parameter_name, value)
        case "apiKey", _, "cookie" if scheme.parameter_name:
            cookie = f"{scheme.parameter_name}={value}"
            before = _pop(found.headers, "cookie")
            found.headers["Cookie"] = parse_header(f"Cookie: {before}; {cookie}" if before else f"Cookie: {cookie}")[1]
        case "http", "basic", _:
            _add_header(found, name, "Authorization", f"Basic {_basic(name, value)}")
        case ("http", "bearer", _) | (("oauth2" | "openIdConnect"), _, _):
            _add_header(found, name, "Authorization", f"Bearer {value}")
        case "http", word, _ if word:
            _add_header(found, name, "Authorization", f"{word} {value}")
        case _:
            kind = scheme.type or "without a type"
            raise UsageError(f"the security scheme {name} ({kind}) is nothing that a request could carry")


def _basic(name: str, value: str) -> str:
    if ":" not in value:
        raise UsageError(f"the value of {name} needs a user and a password", help=f"write it as {name}=USER:PASSWORD")
    return base64.b64encode(value.encode()).decode()


def _add_header(found: Given, scheme: str, header: str, value: str) -> None:
    known = next((text for name, text in found.headers.items() if name.lower() == header.lower()), None)
    text = parse_header(f"{header}: {value}")[1]
    if known is not None and known != text:
        help = "leave one of them out: a request has room for one"
        raise UsageError(f"{scheme} goes into the header {header}, which is given already", help=help)
    _pop(found.headers, header)
    found.headers[header] = text


def _pop(headers: dict[str, str], header: str) -> str | None:
    name = next((name for name in headers if name.lower() == header.lower()), None)
    return headers.pop(name) if name is not None else None


# -- keys of the query ------------------------------------------------------------------------------------------------


def keys_for(operation: Operation, keys: Mapping[str, str]) -> dict[str, str]:
    """By query parameter, what of ``keys`` (by scheme) the operation asks for."""
    asked = dict.fromkeys(name for requirement in operation.security for name in requirement.schemes)
    return parameters_of(operation.document, {name: keys[name] for name in asked if name in keys})


def parameters_of(document: Document, keys: Mapping[str, str]) -> dict[str, str]:
    """Keys by query parameter instead of scheme."""
    schemes = document.security_schemes
    return {schemes[name].parameter_name or name: value for name, value in keys.items() if name in schemes}


def with_query(url: str, pairs: Mapping[str, str]) -> str:
    """The URL (or path) with these parameters, in the place of those that have their names."""
    if not pairs:
        return url
    url = without_query(url, pairs)
    mark = "&" if "?" in url else "?"
    return url + mark + "&".join(f"{quote(name, safe='')}={quote(text, safe='')}" for name, text in pairs.items())


def without_query(url: str, names: Iterable[str]) -> str:
    """The URL without the parameters of these names."""
    dropped = set(names)
    path, mark, query = url.partition("?")
    kept = [pair for pair in query.split("&") if unquote_plus(pair.partition("=")[0]) not in dropped]
    return path + (mark + "&".join(kept) if mark and kept else "")


# -- reports ----------------------------------------------------------------------------------------------------------


def redactor_of(document: Document, settings: Settings, *, show_secrets: bool = False) -> Redactor:
    """One that knows the credentials of all users of a run."""
    redactor = Redactor.of(document, show_secrets)
    users: list[Settings | Identity] = [settings, *settings.identities]
    for user in users:
        redactor = redactor.knowing({**parameters_of(document, user.keys), **user.headers})
    return redactor
