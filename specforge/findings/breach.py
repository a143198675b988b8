"""Breach: one way in which an implementation can break its document, for those who break it on purpose and those who
must notice."""

from __future__ import annotations

from dataclasses import dataclass

from specforge.document.place import Place

MARK = "specforge-breach"
"""The header of an answer that was spoilt, or should not have been given: its value is the number of the breach."""

WOULD = "specforge-would-break"
"""The header of a sound answer that breaches would have changed: their numbers."""


@dataclass(frozen=True, slots=True)
class Breach:
    """``kind`` is what is broken (``request``, ``response``, ``status``, ...), ``keyword`` which word of the document
    says so. ``message`` is a sentence without its end, ``operation`` a label, None for what concerns a path.
    ``status`` is that of the answers that are spoilt, where they are. Where ``is_certain`` is false, only a run can
    show whether the breach changes any answer.
    """

    number: int
    kind: str
    keyword: str
    operation: str | None
    place: Place
    message: str
    status: str = ""
    is_certain: bool = True
