"""Findings out of a report that was written as JSON, perhaps on another machine."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from specforge.document.place import Place, Region, TextPlace, split_pointer
from specforge.document.rewrite import TextEdit
from specforge.document.source import Source
from specforge.errors import InputError
from specforge.findings.model import Finding, Fix, Related, Severity

_POSITION = ("line", "column", "end_line", "end_column")


def read_finding(entry: Mapping[str, Any]) -> Finding:
    """The finding, at the lines that were reported; the lines around it are shown where the file is here, too.

    Raises ValueError for what is no finding.
    """
    try:
        return _finding(entry)
    except (KeyError, TypeError, AttributeError, ValueError):
        raise ValueError("it holds something that is no finding") from None


def _finding(entry: Mapping[str, Any]) -> Finding:
    return Finding(
        rule=_text(entry["rule"]),
        severity=Severity(entry["severity"]),
        message=_text(entry["message"]),
        place=_place(entry),
        operation=_text_or_none(entry.get("operation")),
        operations=tuple(map(_text, entry.get("operations") or ())),
        help=_text_or_none(entry.get("help")),
        help_url=_text_or_none(entry.get("help_url")),
        related=tuple(Related(_text(one["message"]), _place(one)) for one in entry.get("related") or ()),
        fix=_fix(entry["fix"]) if entry.get("fix") else None,
        details={_text(title): _text(text) for title, text in (entry.get("details") or {}).items()},
        fingerprint=_text_or_none(entry.get("fingerprint")),
    )


def _fix(entry: Mapping[str, Any]) -> Fix:
    """As changes of text. Nobody makes them from here: they are for those who read the report."""
    edits = tuple(_edit(edit) for edit in entry["edits"])
    return Fix(_text(entry["message"]), (), bool(entry["safe"]), edits)


def _edit(entry: Mapping[str, Any]) -> TextEdit:
    place = _place(entry)
    return TextEdit(place, place.region, _text(entry["replacement"]), 0, 0)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value


def _text_or_none(value: Any) -> str | None:
    return None if value is None else _text(value)


def _place(entry: Mapping[str, Any]) -> Place:
    name = _text(entry.get("file") or "")
    numbers = [entry.get(key) or 1 for key in _POSITION]
    if not all(isinstance(number, int) and number > 0 for number in numbers):
        raise ValueError
    tokens = split_pointer(_text(entry.get("pointer") or ""))
    return TextPlace(_source(name), tokens, region=Region(*numbers))


@cache
def _source(name: str) -> Source:
    """The file, where it is here and can be read; else something of the same name without a content."""
    path = Path(name)
    try:
        if name and "://" not in name and path.is_file():
            return Source(path.absolute().as_uri(), name, path.read_bytes(), path)
    except (OSError, ValueError, InputError):
        pass
    return Source(name, name, b"{}")
