"""Prism's log, which it draws for people, as lines of ours."""

# ruff: noqa: RUF001 (the log of Prism is full of special characters)

from __future__ import annotations

import re
from collections.abc import Callable

import orjson

_LINE = re.compile(
    r"\[[^\]]*[AP]M\] › +\[(?P<part>[A-Z ]+)\] (?P<about>.*?)(?P<mark>\S) +(?P<level>[a-z]+) +(?P<text>.*)"
)
# What says nothing that other lines of the same request do not say too.
_CHATTER = re.compile(r"Request did not pass|Request contains an accept header|[<>] [A-Z][\w-]*:|[<>] *$")
# We ask for it to see whether Prism answers.
HEALTH = "/__specforge/health"
_LEVELS = frozenset({"success", "debug", "trace", "awaiting"})


def as_text(line: str) -> str | None:
    """``get /pets: Request received``; None for what is only of interest to the authors of Prism."""
    match = _LINE.fullmatch(line)
    if match is None:
        return line if line.strip() else None
    is_ours = HEALTH in match["about"] or match["part"] == "CLI"
    if is_ours or match["level"] in _LEVELS or _CHATTER.match(match["text"]):
        return None
    about = match["about"].strip()
    return f"{about}: {match['text']}" if about else f"  {match['text']}"


def as_json(line: str) -> str | None:
    """The same as an object."""
    text = as_text(line)
    if text is None:
        return None
    match = _LINE.fullmatch(line)
    level = match["level"] if match else "info"
    return orjson.dumps({"engine": "prism", "level": level, "message": text.strip()}).decode()


FORMS: dict[str, Callable[[str], str | None]] = {"text": as_text, "json": as_json}
