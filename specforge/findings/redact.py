"""Which parts of a request are secret, and how they are kept out of reports."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_plus, urlsplit, urlunsplit

from specforge.document.model import Document

FILTERED = "[Filtered]"
_ALWAYS = frozenset({"authorization", "proxy-authorization", "cookie", "set-cookie"})
_HARMLESS = ("access-control-", "www-authenticate", "proxy-authenticate")
# In the names of headers and query parameters these words say that the value is a secret.
_TELLING = re.compile(r"token|secret|passw|credential|session|signature|api[-_]?key|access[-_]?key|auth(?!or)")


@dataclass(frozen=True, slots=True)
class Redactor:
    """Replaces secret values. ``names`` are the headers and parameters that hold API keys, lower case."""

    names: frozenset[str] = frozenset()
    enabled: bool = True

    @classmethod
    def of(cls, document: Document, show_secrets: bool = False) -> Redactor:
        """Secret are credentials by name and every API key that the document declares."""
        schemes = document.security_schemes.values()
        names = {scheme.parameter_name.lower() for scheme in schemes if scheme.parameter_name}
        return cls(frozenset(names), not show_secrets)

    def is_secret(self, name: str) -> bool:
        lowered = name.lower()
        if not self.enabled or lowered.startswith(_HARMLESS):
            return False
        return lowered in _ALWAYS or lowered in self.names or bool(_TELLING.search(lowered))

    def headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        return {name: FILTERED if self.is_secret(name) else value for name, value in headers.items()}

    def url(self, url: str) -> str:
        """The URL with the values of secret query parameters, and a password in front of the host, replaced."""
        parts = urlsplit(url)
        pairs = (self._pair(pair) for pair in parts.query.split("&"))
        netloc = parts.netloc
        if self.enabled and "@" in netloc:
            netloc = f"{FILTERED}@{netloc.rpartition('@')[2]}"
        return urlunsplit((parts.scheme, netloc, parts.path, "&".join(pairs), parts.fragment))

    def _pair(self, pair: str) -> str:
        name, equals, _ = pair.partition("=")
        return f"{name}={FILTERED}" if equals and self.is_secret(unquote_plus(name)) else pair
