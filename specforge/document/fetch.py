"""Fetching a URL that the configuration allows."""

from __future__ import annotations

import httpx

from specforge.errors import UnreadableError

TIMEOUT_SECONDS = 20
MAX_BYTES = 50_000_000


def fetch(url: str) -> bytes:
    """The body behind ``url``. Redirects are not followed to other hosts. Raises UnreadableError."""
    try:
        with httpx.stream("GET", url, timeout=TIMEOUT_SECONDS) as response:
            if response.status_code != httpx.codes.OK:
                raise UnreadableError(f"{url} answered {response.status_code}", file=url)
            return _read(response, url)
    except httpx.HTTPError as error:
        raise UnreadableError(f"cannot fetch {url}: {error}", file=url) from error


def _read(response: httpx.Response, url: str) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MAX_BYTES:
            raise UnreadableError(f"{url} is larger than {MAX_BYTES // 1_000_000} MB", file=url)
    return bytes(body)
