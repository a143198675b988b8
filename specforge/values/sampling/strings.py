"""Texts for what a schema asks of a string."""

from __future__ import annotations

from dataclasses import dataclass, field

from specforge.values.sampling.realistic import is_known_format, text_for_format, text_for_name, words
from specforge.values.sampling.regexgen import generate_matching, matches_pattern
from specforge.values.sampling.vocabulary import Source

_LONGEST = 100_000
_TRIES = 8


@dataclass(slots=True)
class TextDemand:
    """What a schema asks of a string."""

    low: int = 0
    high: int | None = None
    formats: list[str] = field(default_factory=list)
    patterns: list[str] = field(default_factory=list)
    encoding: str | None = None

    @property
    def is_free(self) -> bool:
        """True when any text of the format will do."""
        return not self.patterns and self.low <= 1 and self.high is None and self.encoding is None

    def narrow(self, schema: dict[str, object]) -> None:
        """Adds what one more schema asks."""
        low, high = schema.get("minLength"), schema.get("maxLength")
        if isinstance(low, int | float):
            self.low = max(self.low, int(low))
        if isinstance(high, int | float):
            self.high = int(high) if self.high is None else min(self.high, int(high))
        for keyword, known in (("format", self.formats), ("pattern", self.patterns)):
            value = schema.get(keyword)
            if isinstance(value, str) and value not in known:
                known.append(value)
        if isinstance(schema.get("contentEncoding"), str):
            self.encoding = str(schema["contentEncoding"])

    def is_fulfilled(self, text: str, longer: int = 0) -> bool:
        """Whether the text, and one with as many characters more, has the length and the patterns."""
        long_enough = len(text) >= self.low and (self.high is None or len(text) + longer <= self.high)
        return long_enough and all(matches_pattern(pattern, text) for pattern in self.patterns)


def generate_text(demand: TextDemand, name: str, random: Source, owner: str = "") -> str | None:
    """A text for a property called ``name`` of something called ``owner``, None when none was found.

    The caller checks formats.
    """
    if demand.low > _LONGEST or (demand.high is not None and demand.high < demand.low):
        return None
    for _ in range(_TRIES):
        text = _fitted(_natural(demand, name, owner, random), demand, random)
        if demand.is_fulfilled(text):
            return text
    for pattern in demand.patterns:
        for _ in range(_TRIES):
            found = generate_matching(pattern, random, demand.low, demand.high)
            if found is None:
                break
            if demand.is_fulfilled(found):
                return found
    return None


def _natural(demand: TextDemand, name: str, owner: str, random: Source) -> str:
    formats = [*demand.formats, *([demand.encoding] if demand.encoding else [])]
    for format_ in formats:
        text = text_for_format(format_, random)
        if text is not None:
            return text
    return text_for_name(name, owner, random)


def _fitted(text: str, demand: TextDemand, random: Source) -> str:
    """Longer or shorter by words and letters, where no format forbids it."""
    if "email" in demand.formats and demand.high is not None and len(text) > demand.high:
        return "a@b.co"
    if any(is_known_format(format_) for format_ in demand.formats):
        return text
    while len(text) < demand.low:
        text += f" {words(random, 1).lower()}"
    if demand.high is not None and len(text) > demand.high:
        text = text[: demand.high]
        text = text.strip() if len(text.strip()) >= demand.low else text
    return text
