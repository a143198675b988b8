"""Cookies as answers set them (RFC 6265 section 4.1, and what browsers have demanded since)."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# Commas, quotes and backslashes are in many cookies, whatever the RFC says, and every client takes them.
_VALUE = re.compile(r"[\x20-\x7e]*")


def wrong_cookie(text: str) -> str:
    """What no client would understand of a Set-Cookie header; empty where nothing is wrong. The value is not told: it
    may be a secret."""
    pair, *rest = text.split(";")
    name, equals, value = pair.partition("=")
    name = name.strip()
    if not equals or not _NAME.fullmatch(name):
        return "a Set-Cookie header does not begin with a name and = (RFC 6265 section 4.1.1)"
    if not _VALUE.fullmatch(value):
        return f"the value of the cookie {name[:40]} has characters that are not ASCII (RFC 6265 section 4.1.1)"
    attributes = {key.strip().lower(): word.strip() for key, _, word in (part.partition("=") for part in rest)}
    said = _wrong_attribute(name, attributes)
    return f"the cookie {name[:40]} {said}" if said else ""


def _wrong_attribute(name: str, attributes: dict[str, str]) -> str:
    expires, age = attributes.get("expires"), attributes.get("max-age")
    if expires is not None and not _is_date(expires):
        return f"expires at {expires[:40]}, which is no date (RFC 6265 section 4.1.1)"
    if age is not None and not re.fullmatch(r"-?[0-9]+", age):
        return f"has Max-Age={age[:40]}, which is no number of seconds (RFC 6265 section 4.1.1)"
    is_secure = "secure" in attributes
    if attributes.get("samesite", "").lower() == "none" and not is_secure:
        return "is SameSite=None and not Secure: browsers refuse it"
    if name.startswith("__Secure-") and not is_secure:
        return "begins with __Secure- and is not Secure: browsers refuse it"
    is_host = is_secure and attributes.get("path") == "/" and "domain" not in attributes
    if name.startswith("__Host-") and not is_host:
        return "begins with __Host-, and is not Secure with Path=/ and without Domain: browsers refuse it"
    return ""


def _is_date(text: str) -> bool:
    try:
        parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return False
    return True
