"""Header names as the application knows them: lower-case text."""

from __future__ import annotations

# Most headers of most requests are one of these, in one of two spellings.
_COMMON = """
Accept Accept-Encoding Accept-Language Authorization Cache-Control Connection Content-Length Content-Type Cookie
DNT Expect Host If-Match If-Modified-Since If-None-Match Origin Pragma Prefer Priority Range Referer
Sec-CH-UA Sec-CH-UA-Mobile Sec-CH-UA-Platform Sec-Fetch-Dest Sec-Fetch-Mode Sec-Fetch-Site TE Traceparent
Transfer-Encoding Upgrade-Insecure-Requests User-Agent X-API-Key X-Forwarded-For X-Forwarded-Proto X-Request-ID
"""
_NAMES = {spelling.encode(): name.lower() for name in _COMMON.split() for spelling in (name, name.lower())}


def header_name(name: bytes) -> str:
    return _NAMES.get(name) or name.decode("latin-1").lower()
