"""One thing wrong with an exchange, placed in the document, before it is grouped into a Finding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from specforge.document.place import Place
from specforge.findings.model import Related, Severity
from specforge.findings.redact import FILTERED
from specforge.values.violations import Violation, without_echoes

PREFIX = "contract/"


@dataclass(frozen=True, slots=True)
class Problem:
    """``rule`` is without the prefix: ``response-schema``. ``place`` is the line of the document that is violated.

    ``of_path`` problems concern a path: a finding has no operation of its own then, it only names those whose path was
    asked. ``cause`` tells problems at the same place apart that are not the same: one missing member from another. What
    ``is_general`` has its cause anywhere: an error page of another type than all operations promise is one problem, not
    one for each of them.
    """

    rule: str
    message: str
    place: Place
    severity: Severity = Severity.ERROR
    help: str | None = None
    related: tuple[Related, ...] = ()
    of_path: bool = False
    cause: str = ""
    is_general: bool = False


def causes(violations: list[Violation], value: object) -> list[Violation]:
    """The violations of a value without their echoes; of several alternatives those of the one that was meant, where
    that is clear. What a recorder has hidden is nobody's fault."""
    meant = [each for violation in violations for each in _meant(violation)]
    return without_echoes([violation for violation in meant if not _is_hidden(value, violation.instance_path)])


def _meant(violation: Violation) -> Iterator[Violation]:
    for each in violation.meant:
        yield from _meant(each)
    if not violation.meant:
        yield violation


def _is_hidden(value: Any, path: tuple[str | int, ...]) -> bool:
    for step in path:
        try:
            value = value[step]
        except (LookupError, TypeError):
            return False
    return isinstance(value, str) and value == FILTERED


def path_text(path: tuple[str | int, ...]) -> str:
    """Where in a value: ``items[0].email``; empty for the value itself."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")
