"""Which of the media types on offer a client likes best (RFC 9110 section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from specforge.mock.quoted import split_unquoted

_LONE = re.compile(r"^\s*\*(?=\s*(?:;|$))")
_RANGE = re.compile(r"\s*([^\s/;]+)/([^;\s]+)\s*(?:;(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One element of an Accept header, or one media type."""

    type: str
    subtype: str
    parameters: tuple[tuple[str, str], ...]
    quality: float

    def specificity(self, offered: MediaRange) -> int | None:
        """How exactly the range names what is offered, None when it does not."""
        score = 0
        for wanted, actual, points in ((self.type, offered.type, 4), (self.subtype, offered.subtype, 2)):
            if wanted == actual:
                score += points
            elif wanted != "*":
                return None
        if self.parameters:
            has = dict(offered.parameters)
            if any(value != "*" and has.get(name, "") != value for name, value in self.parameters):
                return None
            score += 1
        return score


def best_offer(accept: str, offered: Sequence[str]) -> int | None:
    """The position in ``offered`` of the media type that the Accept header prefers, None when it takes none of them.

    By quality, then by how exactly it is named, then by the order of the header, then by the order of the offer. A
    header that asks for parameters that nobody offers is tried again without them, and at last an offer that is a
    range itself (``*/*`` is a frequent key of ``content``) takes what falls into it.
    """
    ranges = _parse(accept)
    best = _best(ranges, offered)
    if best is None and any(r.parameters for r in ranges):
        plain = [MediaRange(r.type, r.subtype, (), r.quality) for r in ranges if r.parameters]
        best = _best(plain, offered)
    return _covering(ranges, offered) if best is None else best


def _covering(ranges: Sequence[MediaRange], offered: Sequence[str]) -> int | None:
    offers = [(i, parsed) for i, name in enumerate(offered) if "*" in name and (parsed := parse_range(name))]
    wishes = [r for r in ranges if r.quality > 0]
    return next((i for i, offer in offers if any(offer.specificity(wish) is not None for wish in wishes)), None)


def _best(ranges: Sequence[MediaRange], offered: Sequence[str]) -> int | None:
    rated = [(rating, -i) for i, name in enumerate(offered) if (rating := _rate(ranges, name)) is not None]
    return -max(rated)[1] if rated else None


def _rate(ranges: Sequence[MediaRange], name: str) -> tuple[float, int, int] | None:
    """Quality, specificity and (negative) position of the most specific range; None when it has quality 0."""
    media_type = parse_range(name)
    if media_type is None:
        return None
    fits = [(score, r.quality, -i) for i, r in enumerate(ranges) if (score := r.specificity(media_type)) is not None]
    if not fits:
        return None
    score, quality, position = max(fits)
    return (quality, score, position) if quality > 0 else None


def _parse(accept: str) -> list[MediaRange]:
    return [found for part in split_unquoted(accept, ",") if (found := parse_range(part)) is not None]


def parse_range(text: str) -> MediaRange | None:
    """One media range, None for what is none. Everything is lower-cased; parameters after ``q`` are dropped."""
    # Some old clients send a lone * for */*.
    match = _RANGE.fullmatch(_LONE.sub("*/*", text, count=1))
    if match is None:
        return None
    parameters: list[tuple[str, str]] = []
    quality = 1.0
    for part in split_unquoted(match[3], ";") if match[3] else ():
        name, _, value = part.strip().partition("=")
        value = value.strip('"').lower()
        if name.lower() == "q":
            quality = _quality(value)
            break
        if name:
            parameters.append((name.lower(), value))
    return MediaRange(match[1].lower(), match[2].lower(), tuple(parameters), quality)


def _quality(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0 <= value <= 1 else 0.0
