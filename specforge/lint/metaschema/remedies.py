"""Fixes for breaches of the metaschema that have one likely remedy."""

from __future__ import annotations

from specforge.document.edits import Remove, Rename, Set
from specforge.document.place import Place
from specforge.findings.model import Fix
from specforge.lint.metaschema.structure import Failure
from specforge.lint.metaschema.wording import Wording


def fix_of(failure: Failure, wording: Wording, place: Place) -> Fix | None:
    """``place`` is where the finding is: the name of a field, or a value."""
    if wording.meant is not None:
        return _corrected(failure, wording, place)
    if failure.keyword == "type" and failure.wanted == ["string"]:
        return _quoted(failure, place)
    if place.tokens and place.tokens[-1] in ("exclusiveMinimum", "exclusiveMaximum") and failure.value is False:
        # The form of OpenAPI 3.0, where it says: nothing is excluded.
        return Fix(f"remove `{place.tokens[-1]}`", (Remove(place),))
    return None


def _corrected(failure: Failure, wording: Wording, place: Place) -> Fix | None:
    """A misspelled word. Unsafe: what nobody read until now gets a meaning."""
    meant = wording.meant or ""
    if not wording.key:
        return Fix(f"write `{meant}`", (Set(place, meant),), safe=False)
    if not isinstance(failure.value, dict) or meant in failure.value:
        return None
    return Fix(f"write `{meant}`", (Rename(place, meant),), safe=False)


def _quoted(failure: Failure, place: Place) -> Fix | None:
    """``version: 1.10`` is the text "1.10", as it is written there, and not the number 1.1."""
    if not isinstance(failure.value, int | float) or isinstance(failure.value, bool):
        return None
    region = place.region
    if region.line != region.end_line:
        return None
    text = place.source.lines[region.line - 1][region.column - 1 : region.end_column - 1]
    return Fix("put it in quotes", (Set(place, text),)) if text[:1] in "-+.0123456789" else None
