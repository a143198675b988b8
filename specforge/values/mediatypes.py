"""Media types and ranges: parsing, matching by specificity, content negotiation (RFC 9110 sections 8.3, 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_TYPE = re.compile(rf"\s*(?P<type>{_TOKEN})/(?P<subtype>{_TOKEN})\s*")
_PARAMETER = re.compile(rf";\s*(?:(?P<name>{_TOKEN})\s*=\s*(?P<value>\"(?:[^\"\\]|\\.)*\"|[^;\"\s]*)\s*)?")
_LIST_ITEM = re.compile(r"(?:[^,\"]|\"(?:[^\"\\]|\\.)*\")+")


@dataclass(frozen=True, slots=True)
class MediaTypeName:
    """``type/subtype;name=value`` in lower case (parameter values as written). Also a range: ``*/*``, ``image/*``."""

    type: str
    subtype: str
    parameters: Mapping[str, str] = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        return self.essence + "".join(f"; {name}={_quoted(value)}" for name, value in self.parameters.items())

    @property
    def essence(self) -> str:
        """The name without parameters, for example ``application/json``."""
        return f"{self.type}/{self.subtype}"

    @property
    def suffix(self) -> str:
        """The structured syntax suffix (RFC 6838 section 4.2.8): ``json`` of ``application/problem+json``."""
        return self.subtype.rpartition("+")[2] if "+" in self.subtype else ""

    @property
    def charset(self) -> str:
        return self.parameters.get("charset", "utf-8")


@lru_cache(1024)
def parse_media_type(text: str | None) -> MediaTypeName | None:
    """The media type or range that ``text`` (a Content-Type value, a key of ``content``) names, None if it is none.

    A broken parameter is skipped rather than refused, since Content-Type headers in the wild have them.
    """
    match = _TYPE.match(text or "")
    if match is None or not text:
        return None
    parameters = _parameters(text, match.end())
    return MediaTypeName(match["type"].lower(), match["subtype"].lower(), parameters)


def matches(range_: str | MediaTypeName, name: str | MediaTypeName) -> bool:
    """True when the media range covers the media type. Every parameter of the range (but ``q``) must be met."""
    return _specificity(_parsed(range_), _parsed(name)) > 0


def best_match(accept: str | None, offered: Iterable[str]) -> str | None:
    """Which of the ``offered`` media types the ``Accept`` header prefers; None when it refuses them all.

    The most specific range that covers a type gives its quality; among equals the first offered wins, since that is
    the order in which the author wrote them. No header accepts everything. An offered range (``image/*``) is taken
    to satisfy a concrete wish inside it.
    """
    choices = list(offered)
    ranges = parse_accept(accept)
    if not ranges:
        return choices[0] if choices else None
    best, best_quality = None, 0.0
    for choice in choices:
        quality = _quality(ranges, parse_media_type(choice))
        if quality > best_quality:
            best, best_quality = choice, quality
    return best


def parse_accept(accept: str | None) -> list[tuple[MediaTypeName, float]]:
    """The ranges of an ``Accept`` header with their quality; what cannot be read is left out."""
    ranges = []
    for item in _LIST_ITEM.findall(accept or ""):
        # A lone * is what some old clients send for */*.
        parsed = parse_media_type("*/*" if item.strip() == "*" else item)
        if parsed is not None:
            ranges.append(_split_quality(parsed))
    return ranges


def find_content(content: Iterable[str], content_type: str | None) -> str | None:
    """The key of a ``content`` map that describes a body of this Content-Type: the most specific one
    (OpenAPI "Request Body Object": ``text/plain`` overrides ``text/*``). None when there is no such key.
    """
    name = parse_media_type(content_type)
    ranked = [(_specificity(parse_media_type(key), name), key) for key in content]
    score, key = max(ranked, key=lambda pair: pair[0], default=(0, None))
    return key if score else None


def is_json(name: str | MediaTypeName | None) -> bool:
    """True for ``application/json`` and everything with the ``+json`` suffix (RFC 6839)."""
    parsed = _parsed(name)
    return parsed is not None and (parsed.suffix == "json" or parsed.subtype == "json")


def is_json_sequence(name: str | MediaTypeName | None) -> bool:
    """True for streams of JSON values: JSON Lines, NDJSON and JSON text sequences (RFC 7464)."""
    parsed = _parsed(name)
    return parsed is not None and (
        parsed.subtype in ("jsonl", "x-jsonlines", "x-ndjson", "ndjson", "json-seq") or parsed.suffix == "json-seq"
    )


def is_xml(name: str | MediaTypeName | None) -> bool:
    """True for ``application/xml``, ``text/xml`` and the ``+xml`` suffix (RFC 7303)."""
    parsed = _parsed(name)
    return parsed is not None and (parsed.suffix == "xml" or parsed.subtype == "xml")


def is_form(name: str | MediaTypeName | None) -> bool:
    """True for ``application/x-www-form-urlencoded``."""
    parsed = _parsed(name)
    return parsed is not None and parsed.subtype == "x-www-form-urlencoded"


def is_multipart(name: str | MediaTypeName | None) -> bool:
    """True for ``multipart/*``."""
    parsed = _parsed(name)
    return parsed is not None and parsed.type == "multipart"


def is_text(name: str | MediaTypeName | None) -> bool:
    """True for what is readable as text: ``text/*`` and a few ``application/`` types that are."""
    parsed = _parsed(name)
    return parsed is not None and (
        parsed.type == "text" or is_xml(parsed) or parsed.suffix == "yaml" or parsed.subtype in _TEXTUAL
    )


_TEXTUAL = frozenset({"yaml", "x-yaml", "yml", "javascript", "ecmascript", "graphql", "jwt", "sql", "toml"})


def _parsed(name: str | MediaTypeName | None) -> MediaTypeName | None:
    return parse_media_type(name) if name is None or isinstance(name, str) else name


def _parameters(text: str, start: int) -> dict[str, str]:
    parameters: dict[str, str] = {}
    for match in _PARAMETER.finditer(text, start):
        if match["name"]:
            parameters.setdefault(match["name"].lower(), _unquoted(match["value"]))
    return parameters


def _unquoted(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value


def _quoted(value: str) -> str:
    if re.fullmatch(_TOKEN, value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _split_quality(name: MediaTypeName) -> tuple[MediaTypeName, float]:
    parameters = {key: value for key, value in name.parameters.items() if key != "q"}
    try:
        quality = min(max(float(name.parameters.get("q", "1")), 0.0), 1.0)
    except ValueError:
        quality = 1.0
    return MediaTypeName(name.type, name.subtype, parameters), quality


def _specificity(range_: MediaTypeName | None, name: MediaTypeName | None) -> int:
    """0: not covered; else the larger the more specific: ``*/*`` < ``text/*`` < ``text/plain`` < with parameters."""
    if range_ is None or name is None:
        return 0
    if range_.type == "*":
        return 1
    if range_.type != name.type:
        return 0
    if range_.subtype == "*":
        return 2
    if range_.subtype != name.subtype:
        return 0
    wanted = {key: value.lower() for key, value in range_.parameters.items() if key != "q"}
    given = {key: value.lower() for key, value in name.parameters.items()}
    return 3 + len(wanted) if wanted.items() <= given.items() else 0


def _quality(ranges: list[tuple[MediaTypeName, float]], name: MediaTypeName | None) -> float:
    best, quality = 0, 0.0
    for range_, q in ranges:
        # The second look lets an offered range meet a concrete wish inside it; it counts as exact for the client.
        score = _specificity(range_, name) or (3 if _specificity(name, range_) else 0)
        # Parameters of the wish that the offer does not spell out (charset) do not spoil the match.
        score = score or (3 if name is not None and range_.essence == name.essence and not name.parameters else 0)
        if score > best:
            best, quality = score, q
    return quality
