"""What became of each breach, and the scores that follow from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from specforge.findings.breach import Breach


class Outcome(Enum):
    """What became of a breach."""

    NOTICED = "noticed"
    UNNOTICED = "unnoticed"
    """Answers were changed by it, and nobody said a word."""
    UNMET = "unmet"
    """No request of the run got an answer that it would have changed."""
    UNTRIED = "untried"
    """There was no time, or it was not in the sample."""
    HARMLESS = "harmless"
    """It may be that it changes no answer at all: it does not count."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``rule`` is the check that noticed. ``met`` counts the answers that the breach changed. ``found_by`` is what
    would have found it."""

    breach: Breach
    outcome: Outcome
    rule: str = ""
    met: int = 0
    found_by: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """Of one kind of breaches, or of all."""

    kind: str
    noticed: int
    unnoticed: int
    unmet: int
    untried: int

    @property
    def tried(self) -> int:
        return self.noticed + self.unnoticed + self.unmet

    @property
    def percent(self) -> float | None:
        """Rounded down to one decimal, so that 100 means all; None where nothing was tried."""
        return self.noticed * 1000 // self.tried / 10 if self.tried else None


def score_of(kind: str, verdicts: Iterable[Verdict]) -> Score:
    """The score of these verdicts."""
    outcomes = [verdict.outcome for verdict in verdicts]
    counted = (Outcome.NOTICED, Outcome.UNNOTICED, Outcome.UNMET, Outcome.UNTRIED)
    return Score(kind, *(outcomes.count(outcome) for outcome in counted))


def scores(verdicts: Iterable[Verdict]) -> list[Score]:
    """By kind, in the order in which they first occur."""
    verdicts = list(verdicts)
    kinds = dict.fromkeys(verdict.breach.kind for verdict in verdicts)
    return [score_of(kind, (one for one in verdicts if one.breach.kind == kind)) for kind in kinds]
