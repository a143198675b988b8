"""Finding: one thing that somebody should look at, whoever found it (lint, gen, mock, contract or diff)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

from specforge.counting import counted
from specforge.document.place import Place
from specforge.errors import SpecforgeError
from specforge.findings.coverage import CoverageReport
from specforge.findings.locate import locate_all
from specforge.findings.table import Table

if TYPE_CHECKING:
    from specforge.document.edits import Edit
    from specforge.document.rewrite import TextEdit


class Severity(Enum):
    """How much a finding matters. The order is from most to least severe."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    HINT = "hint"

    @property
    def rank(self) -> int:
        """0 for error, 3 for hint."""
        return _RANKS[self]

    def reaches(self, threshold: Severity) -> bool:
        """True when this severity is as bad as ``threshold`` or worse."""
        return self.rank <= threshold.rank

    def counted(self, number: int) -> str:
        """``1 error``, ``2 errors``, ``2 info``."""
        return counted(number, self.value, "info" if self is Severity.INFO else "")


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that belongs to the finding, for example the first of two duplicates."""

    message: str
    place: Place


@dataclass(frozen=True, slots=True)
class Fix:
    """What would make the finding go away. ``safe`` fixes never change what the document means.

    ``edits`` are made together or not at all; ``specforge.findings.repair`` carries them out. ``texts`` are the same as
    changes of text, for findings that have left their files behind.
    """

    message: str
    edits: tuple[Edit, ...]
    safe: bool = True
    texts: tuple[TextEdit, ...] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found (``rule``, ``message``), how bad it is, and where the author must look.

    ``operation`` is a label such as ``GET /users``. ``details`` are titled blocks of text that belong to the finding:
    a contract failure carries its request as ``curl`` and the ``response`` that came. ``key`` says what it is known by
    where the place does not: a change of a shared schema has one finding for each operation that it reaches.
    ``operations`` are all that have the same fault, ``operation`` among them, where there are several; what is wrong
    with a path has no ``operation``, and names those of the path that were asked. A finding that was read from a report
    has the ``fingerprint`` that it had there.
    """

    rule: str
    severity: Severity
    message: str
    place: Place
    operation: str | None = None
    help: str | None = None
    help_url: str | None = None
    related: tuple[Related, ...] = ()
    fix: Fix | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class Hidden:
    """A finding that is not shown: ``by`` an inline ``ignore`` (which stands at ``places``) or by the ``baseline``."""

    finding: Finding
    by: str
    reason: str = ""
    places: tuple[Place, ...] = ()


class RuleInfo(NamedTuple):
    """What a reporter may say of a rule besides its name: one sentence, its page as Markdown, and where that is."""

    summary: str
    page: str | None = None
    help_url: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a command found: everything that a reporter prints.

    ``summary`` holds counts and facts of the command (plain JSON values); ``ok`` is what the exit code says.
    ``error`` is what stopped the command, when something did: it has no Place, since there may be no document.
    ``subjects`` are the files or operations that were looked at; JUnit shows those without findings as passed.
    ``hidden`` are known findings that do not count; SARIF has a place for them. ``harmless`` are the positions of
    findings that do not make the command fail, and ``limits`` says which limits did; JUnit tells passed from failed.
    ``coverage`` is what a test exercised; with ``is_detailed`` the text format shows it by operation, too.
    ``tables`` are for readers; what they show is in ``summary``, too.
    """

    command: str
    findings: Sequence[Finding]
    ok: bool
    summary: Mapping[str, Any] = field(default_factory=dict)
    error: SpecforgeError | None = None
    rules: Mapping[str, RuleInfo] = field(default_factory=dict)
    subjects: Sequence[str] = ()
    hidden: Sequence[Hidden] = ()
    harmless: frozenset[int] = frozenset()
    limits: Sequence[str] = ()
    coverage: CoverageReport | None = None
    is_detailed: bool = False
    tables: Sequence[Table] = ()


def count_by_severity(findings: Iterable[Finding]) -> dict[str, int]:
    """``{"error": 2, "warning": 0, "info": 0, "hint": 0}``."""
    counts = Counter(finding.severity for finding in findings)
    return {severity.value: counts[severity] for severity in Severity}


def sort_findings(findings: Iterable[Finding]) -> list[Finding]:
    """By file, then position in it, then rule: the order in which an author works through them."""
    findings = list(findings)
    locate_all(findings)
    return sorted(findings, key=lambda f: (f.place.file, f.place.region, f.rule, f.message))
