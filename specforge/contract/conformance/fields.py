"""Fields of HTTP: which headers of an answer are not what the standards say that they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from specforge.contract.conformance.cookies import wrong_cookie
from specforge.findings.exchange import Answer
from specforge.values.mediatypes import parse_media_type

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_TOKENS = re.compile(rf"\s*(?:{_TOKEN}\s*)?(?:,\s*(?:{_TOKEN}\s*)?)*")
_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')
_DIRECTIVES = re.compile(
    rf'\s*{_TOKEN}(?:=(?:{_TOKEN}|"[^"]*"))?(?:\s*,\s*{_TOKEN}(?:=(?:{_TOKEN}|"[^"]*"))?)*\s*,?\s*'
)
_CHALLENGE = re.compile(rf"\s*{_TOKEN}(?:\s|,|$)")
_SINGLE = ("content-type", "content-length", "location", "etag", "last-modified", "retry-after", "content-range")


def wrong_fields(answer: Answer) -> Iterator[tuple[str, str]]:
    """The name of each header that is wrong, and what is."""
    for name, is_right, what in _RULES:
        values = answer.headers.get(name, ())
        wrong = next((value for value in values if not is_right(value.strip())), None)
        if wrong is not None:
            said = f"{name.title()}: {wrong[:60]}" if wrong.strip() else f"an empty {name.title()}"
            yield name, f"{said} is not {what}"
    for name in _SINGLE:
        values = answer.headers.get(name, ())
        if len(values) > 1:
            yield name, f"the header {name.title()} is there {len(values)} times"
    yield from _wrong_limits(answer)
    for cookie in answer.headers.get("set-cookie", ()):
        said = wrong_cookie(cookie)
        if said:
            yield "set-cookie", said


def _wrong_limits(answer: Answer) -> Iterator[tuple[str, str]]:
    """What is left of a limit is no more than the limit, and no less than nothing."""
    for prefix in ("x-ratelimit-", "ratelimit-", "x-rate-limit-"):
        numbers = [_number(answer.header(f"{prefix}{word}")) for word in ("limit", "remaining")]
        limit, left = numbers
        if left is not None and left < 0:
            yield f"{prefix}remaining", f"{prefix.title()}Remaining is {left}, less than nothing"
        elif limit is not None and left is not None and left > limit:
            yield f"{prefix}remaining", f"{prefix.title()}Remaining is {left}, more than the limit of {limit}"


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"-?[0-9]{1,15}", text.strip()) else None


def _is_date(text: str) -> bool:
    """RFC 9110 section 5.6.7."""
    try:
        parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return False
    return bool(re.match(r"[A-Z][a-z]{2}", text))


def _is_delay(text: str) -> bool:
    return text.isdecimal() or _is_date(text)


def _is_reference(text: str) -> bool:
    try:
        urlsplit(text)
    except ValueError:
        return False
    return bool(text) and not re.search(r"[\x00-\x20\x7f<>\"\\^`{|}]", text)


def _is_origin(text: str) -> bool:
    return text in ("*", "null") or bool(re.fullmatch(r"[a-z][a-z0-9+.-]*://[^\s/,]+", text, re.IGNORECASE))


_RULES: tuple[tuple[str, Callable[[str], bool], str], ...] = (
    ("retry-after", _is_delay, "a number of seconds or a date (RFC 9110 section 10.2.3)"),
    ("date", _is_date, "a date (RFC 9110 section 5.6.7)"),
    ("last-modified", _is_date, "a date (RFC 9110 section 5.6.7)"),
    ("etag", lambda text: bool(_TAG.fullmatch(text)), "an entity tag, which is in quotes (RFC 9110 section 8.8.3)"),
    ("location", _is_reference, "a URI reference that leads anywhere (RFC 9110 section 10.2.2)"),
    ("allow", lambda text: bool(_TOKENS.fullmatch(text)), "a list of methods (RFC 9110 section 10.2.1)"),
    ("vary", lambda text: text == "*" or bool(_TOKENS.fullmatch(text)), "a list of headers (RFC 9110 section 12.5.5)"),
    ("cache-control", lambda text: not text or bool(_DIRECTIVES.fullmatch(text)), "a list of directives (RFC 9111)"),
    ("www-authenticate", lambda text: bool(_CHALLENGE.match(text)), "a challenge (RFC 9110 section 11.6.1)"),
    ("content-type", lambda text: parse_media_type(text) is not None, "a media type (RFC 9110 section 8.3)"),
    ("access-control-allow-origin", _is_origin, "one origin, * or null (Fetch section 3.3.2)"),
)
