"""Which parts of a request are secret, and how they are kept out of reports."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, quote_plus, unquote_plus, urlsplit, urlunsplit

from specforge.document.model import Document

FILTERED = "[Filtered]"
NO_CREDENTIAL = "specforge-no-such-token"
"""What stands for a credential that nobody was given: no secret."""
_ALWAYS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})
_SHORTEST = 8
# What may be secret in a URL in the middle of a text.
_USER = re.compile(r"://[^/\s'\"@]+@")
_PAIR = re.compile(r"([?&])([^=&\s'\"#]+=[^&\s'\"#]+)")
_HARMLESS = ("access-control-", "www-authenticate", "proxy-authenticate")
# In the names of headers and query parameters these words say that the value is a secret.
_TELLING = re.compile(r"token|secret|passw|credential|session|signature|api[-_]?key|access[-_]?key|auth(?!or)")


@dataclass(frozen=True, slots=True)
class Redactor:
    """Replaces secret values. ``names`` are the headers and parameters that hold API keys, lower case.

    ``values`` are secrets that are known to be used: they are replaced wherever they turn up, the longest first.
    ``cookies`` are no secrets but parameters like any other. ``variables`` are the values of headers that whoever reads
    a command has in a variable of the environment, with its name.
    """

    names: frozenset[str] = frozenset()
    enabled: bool = True
    values: tuple[str, ...] = ()
    cookies: frozenset[str] = frozenset()
    variables: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, document: Document, show_secrets: bool = False) -> Redactor:
        """Secret are credentials by name and every API key that the document declares."""
        schemes = document.security_schemes.values()
        names = {scheme.parameter_name.lower() for scheme in schemes if scheme.parameter_name}
        return cls(frozenset(names), not show_secrets)

    def knowing(self, headers: Mapping[str, str]) -> Redactor:
        """One that also knows the credentials in ``headers``: a server may repeat them in any of its answers."""
        values = {part for name, value in headers.items() if self.is_secret(name) for part in _secrets(value)}
        return replace(self, values=tuple(sorted({*self.values, *values}, key=lambda text: (-len(text), text))))

    def naming(self, variables: Mapping[str, str]) -> Redactor:
        """One that knows in which variable a credential is: ``variables`` has the values by their names."""
        return replace(self, variables=tuple((value, name) for name, value in variables.items()))

    def variable(self, name: str, value: str) -> str | None:
        """The variable that stands for the value of a secret header; None where it has none, or is no secret."""
        known = dict(self.variables).get(value)
        return known if self.is_secret(name) else None

    def showing(self, cookies: Iterable[str]) -> Redactor:
        """One that shows these cookies, unless they are credentials by name."""
        return replace(self, cookies=frozenset(cookies))

    def text(self, text: str) -> str:
        """Any text, without the secrets that are known and those in URLs."""
        if self.enabled:
            text = _USER.sub(f"://{FILTERED}@", text)
            text = _PAIR.sub(lambda match: match[1] + self._pair(match[2]), text)
        for value in self.values if self.enabled else ():
            text = text.replace(value, FILTERED)
        return text

    def is_secret(self, name: str) -> bool:
        return self.enabled and self.is_credential(name)

    def is_credential(self, name: str) -> bool:
        """True for the name of a header or parameter whose value says who is asking."""
        lowered = name.lower()
        if lowered.startswith(_HARMLESS):
            return False
        return lowered in _ALWAYS or lowered in self.names or bool(_TELLING.search(lowered))

    def headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        return {name: self.header(name, value) for name, value in headers.items()}

    def header(self, name: str, value: str) -> str:
        """The value of a header, or as much of it as may be seen."""
        if name.lower() == "cookie" and self.cookies:
            return "; ".join(self._cookie(pair.strip()) for pair in value.split(";"))
        is_made_up = value.rpartition(" ")[2] == NO_CREDENTIAL
        return FILTERED if self.is_secret(name) and not is_made_up else value

    def _cookie(self, pair: str) -> str:
        name = pair.partition("=")[0]
        return pair if not self.enabled or (name in self.cookies and not self.is_secret(name)) else f"{name}={FILTERED}"

    def url(self, url: str, told: Callable[[str], str] | None = None) -> str:
        """The URL with the values of secret query parameters, and a password in front of the host, replaced; by what is
        ``told`` of their variables, where they have any."""
        parts = urlsplit(url)
        pairs = (self._pair(pair, told) for pair in parts.query.split("&"))
        netloc = parts.netloc
        if self.enabled and "@" in netloc:
            netloc = f"{FILTERED}@{netloc.rpartition('@')[2]}"
        return urlunsplit((parts.scheme, netloc, parts.path, "&".join(pairs), parts.fragment))

    def _pair(self, pair: str, told: Callable[[str], str] | None = None) -> str:
        name, equals, value = pair.partition("=")
        if not equals or value == NO_CREDENTIAL or not self.is_secret(unquote_plus(name)):
            return pair
        variable = self.variable(unquote_plus(name), unquote_plus(value))
        return f"{name}={told(variable)}" if variable is not None and told is not None else f"{name}={FILTERED}"


def _password(value: str) -> str:
    """That of an ``Authorization: Basic`` (RFC 7617); nothing where it is none."""
    word, _, encoded = value.partition(" ")
    try:
        return base64.b64decode(encoded, validate=True).decode().partition(":")[2] if word.lower() == "basic" else ""
    except ValueError:
        return ""


def _secrets(value: str) -> Iterator[str]:
    """The value of a header, its parts (``Bearer`` and the token, ``a=1; b=2``), and what they are in a URL.

    What is short is no secret, and would be replaced in the middle of words.
    """
    for part in (value, *re.split(r"[\s;,]+|(?<=\w)=(?=[^=])", value), _password(value)):
        if len(part) >= _SHORTEST:
            yield from (part, quote(part, safe=""), quote_plus(part))
