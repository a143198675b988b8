"""Which traffic belongs to a document: the hosts and base paths of its servers, or the URL that the user names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import SplitResult, urlsplit

from specforge.contract.target import url_target
from specforge.document.model import Document

_PORTS = {"http": 80, "https": 443}
Origin = tuple[str, int | None]


class Bases:
    """With ``url`` only what is below it belongs to the document. Without one it is what goes to the hosts of its
    servers; where these do not occur (the traffic of a test, of a machine of one's own), hosts say nothing."""

    def __init__(self, document: Document, url: str | None = None) -> None:
        """Raises UsageError for a URL that is none."""
        self._only = urlsplit(url_target(url, document).base_url) if url else None
        servers = [*document.servers, *(server for operation in document.operations for server in operation.servers)]
        paths = [self._only.path] if self._only else [*(server.path for server in servers), ""]
        self._paths = tuple(dict.fromkeys(paths))
        origins = {found for server in servers if (found := _origin(server.url)) is not None}
        self._hosts = {origin for origin in [_origin(url)] if origin} if url else origins
        self._is_strict = url is not None

    def look_at(self, urls: Iterable[str]) -> None:
        """All the URLs of some traffic: does it go to the hosts of the servers?"""
        self._is_strict = self._is_strict or any(_origin(url) in self._hosts for url in urls)

    def paths(self, url: str) -> Iterator[str]:
        """What the path of a URL may be below a base path; nothing for what goes elsewhere."""
        if self._is_strict and _origin(url) not in self._hosts:
            return
        path = urlsplit(url).path or "/"
        for base in self._paths:
            if path.startswith(f"{base}/"):
                yield path[len(base) :]


def _origin(url: str) -> Origin | None:
    try:
        parts: SplitResult = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname else None
