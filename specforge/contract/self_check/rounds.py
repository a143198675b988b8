"""The runs of a self-check: one against the sound mock, then one of each phase in which something could be noticed.

Many breaches are tried in one run. A request is taken in spite of exactly one fault, and an answer has exactly one
thing wrong with it, so that each finding belongs to one breach: the answer says which. What is wrong with single
answers needs no further run: every answer of the first one is judged once more with each breach.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from specforge.contract.collect import Sample
from specforge.contract.events import Case
from specforge.contract.problem import Problem
from specforge.contract.run import OnProgress, Result, run
from specforge.contract.self_check.subject import Subject
from specforge.contract.self_check.verdict import Outcome, Verdict
from specforge.contract.settings import PHASES, Settings
from specforge.contract.target import AppTarget
from specforge.counting import counted
from specforge.document.model import Document, Operation
from specforge.document.place import Place
from specforge.findings.breach import MARK, WOULD, Breach
from specforge.findings.exchange import Exchange

MOST = 20_000
"""So many breaches are tried; of more, a sample."""

# What the first run may take of the time.
_FIRST = 0.5
# Less is no run.
_SHORTEST = 1.0


class _Group(NamedTuple):
    """Breaches that do not get in each other's way, and are tried together; ``keywords`` are those of a kind that are
    meant, ``phases`` those in which anybody could notice."""

    kinds: frozenset[str]
    phases: tuple[str, ...] = PHASES
    keywords: frozenset[str] = frozenset()

    def has(self, breach: Breach) -> bool:
        """True for a breach of this group."""
        return breach.kind in self.kinds and (not self.keywords or breach.keyword in self.keywords)


# What was forgotten shows in what is asked afterwards.
_OF_SEQUENCES = ("probes", "stateful")
_MEMORY = frozenset({"memory"})
_TOGETHER = (
    _Group(frozenset({"request", "credentials", "method", "ignored"})),
    _Group(frozenset({"default"}), ("probes",)),
    _Group(_MEMORY, _OF_SEQUENCES, frozenset({"replace", "update", "delete"})),
    _Group(_MEMORY, _OF_SEQUENCES, frozenset({"create"})),
)
_OF_ANSWERS = _Group(frozenset({"response", "status", "server-error", "header", "content-type", "body"}))

Key = tuple[str, Place, str | None]
Say = Callable[[str], None]


@dataclass(slots=True)
class SelfCheck:
    """The outcome. ``baseline`` is the run against the sound mock."""

    verdicts: list[Verdict]
    baseline: Result
    runs: int
    duration: float
    is_interrupted: bool = False


@dataclass(slots=True)
class _Memory:
    """What is known after the runs until now. ``noticed`` holds the check that noticed a breach, ``elsewhere`` what
    would have noticed it. ``met`` counts the answers that it would have changed in the first run, ``shown_in`` says in
    which phases these came. ``accepted`` are those by which a wrong request got through to 2xx."""

    subject: Subject
    wanted: set[int]
    noise: set[Key] = field(default_factory=set)
    noticed: dict[int, str] = field(default_factory=dict)
    elsewhere: dict[int, str] = field(default_factory=dict)
    met: Counter[int] = field(default_factory=Counter)
    shown_in: dict[str, set[int]] = field(default_factory=dict)
    accepted: set[int] = field(default_factory=set)


class _First:
    """Watches the run against the sound mock: what is said there says nothing."""

    def __init__(self, memory: _Memory, into: dict[int, str]) -> None:
        self._memory = memory
        self._into = into

    def found(self, sample: Sample) -> None:
        self._memory.noise.add((sample.problem.rule, sample.problem.place, sample.operation))

    def variants(self, operation: Operation, case: Case) -> Iterable[tuple[int, Exchange]]:
        memory = self._memory
        if case.exchange.answer is None:
            return
        for number in _numbers(case.exchange.answer.header(WOULD)):
            memory.met[number] += 1
            memory.shown_in.setdefault(case.phase, set()).add(number)
        for number, exchange in memory.subject.spoilt(operation, case.exchange, memory.wanted - self._into.keys()):
            memory.met[number] += 1
            yield number, exchange

    def noticed(self, number: int, problem: Problem) -> None:
        self._into.setdefault(number, problem.rule)


def _numbers(header: str | None) -> list[int]:
    return [int(number) for number in header.split(",")] if header else []


class _Then:
    """Watches a run against the broken mock: what is said of an answer that a breach changed, is its merit."""

    def __init__(self, memory: _Memory, into: dict[int, str]) -> None:
        self._memory = memory
        self._into = into

    def found(self, sample: Sample) -> None:
        problem = sample.problem
        if (problem.rule, problem.place, sample.operation) in self._memory.noise:
            return
        for one in (*sample.steps, *([sample.exchange] if sample.exchange is not None else [])):
            mark = one.answer.header(MARK) if one.answer is not None else None
            if mark is not None:
                self._into.setdefault(int(mark), problem.rule)

    def variants(self, operation: Operation, case: Case) -> Iterable[tuple[int, Exchange]]:
        answer = case.exchange.answer
        if answer is not None and answer.status < 300:
            self._memory.accepted.update(_numbers(answer.header(MARK)))
        return ()

    def noticed(self, number: int, problem: Problem) -> None:
        """There are no variants."""


class Rounds:
    """Runs the test again and again. ``say`` is told what is done."""

    def __init__(
        self,
        document: Document,
        subject: Subject,
        settings: Settings,
        say: Say,
        on_progress: OnProgress,
    ) -> None:
        self._document = document
        self._subject = subject
        self._settings = settings
        self._say = say
        self._on_progress = on_progress
        self._started = time.monotonic()
        self._by_number = {breach.number: breach for breach in subject.breaches}
        self._memory = _Memory(subject, set(_sample(list(self._by_number), settings.seed)))
        self._untried: set[int] = set(self._by_number) - self._memory.wanted
        self._runs = 0
        self._is_interrupted = False
        self._is_cut_short = False

    def check(self) -> SelfCheck:
        """All of it. Raises what ``run`` raises."""
        baseline = self._first()
        self._is_cut_short = baseline.stopped != "completed"
        if not self._is_over(baseline):
            for group in _TOGETHER:
                self._again(group)
            self._wider()
        verdicts = [self._verdict(breach) for breach in self._subject.breaches]
        return SelfCheck(verdicts, baseline, self._runs, time.monotonic() - self._started, self._is_interrupted)

    def _left(self) -> float | None:
        budget = self._settings.budget
        return None if budget is None else budget - (time.monotonic() - self._started)

    def _run(self, observer: _First | _Then, settings: Settings, active: Iterable[Breach]) -> Result:
        self._subject.start_over(active)
        self._runs += 1
        target = AppTarget(self._subject.app, "a mock that breaks promises" if self._runs > 1 else "a sound mock")
        result = run(self._document, target, settings, self._on_progress, observer)
        self._is_interrupted |= result.stopped == "interrupted"
        return result

    def _first(self) -> Result:
        self._say(f"the sound mock first; then {len(self._memory.wanted)} ways to break it")
        budget = self._settings.budget
        settings = replace(self._settings, budget=budget and max(_SHORTEST, budget * _FIRST))
        return self._run(_First(self._memory, self._memory.noticed), settings, ())

    def _is_over(self, baseline: Result) -> bool:
        return self._is_interrupted or baseline.refused is not None or baseline.stopped in ("failed", "down", "hung")

    def _again(self, group: _Group) -> None:
        """A phase at a time, those that something can be noticed in."""
        for phase in self._settings.phases:
            alive = self._alive(group, self._memory.shown_in.get(phase, set()))
            if alive and phase in group.phases:
                self._try(alive, phase, self._memory.noticed)

    def _alive(self, group: _Group, among: set[int]) -> list[Breach]:
        numbers = (among & self._memory.wanted) - self._memory.noticed.keys() - self._memory.elsewhere.keys()
        return [self._by_number[one] for one in sorted(numbers) if group.has(self._by_number[one])]

    def _try(self, alive: list[Breach], phase: str, into: dict[int, str]) -> None:
        left = self._left()
        if self._is_interrupted or (left is not None and left < _SHORTEST):
            self._untried |= {breach.number for breach in alive}
            return
        self._say(f"{counted(len(alive), 'breach', 'breaches')} in the phase {phase}")
        labels = self._labels(alive, phase)
        settings = replace(self._settings, phases=(phase,), budget=left, labels=labels)
        result = self._run(_Then(self._memory, into), settings, alive)
        if result.stopped == "budget":
            self._untried |= {breach.number for breach in alive} - into.keys()

    def _labels(self, alive: list[Breach], phase: str) -> frozenset[str] | None:
        """The operations that are concerned, where others are of no use to them."""
        if phase in ("probes", "stateful") or any(breach.operation is None for breach in alive):
            return self._settings.labels
        return frozenset(breach.operation for breach in alive if breach.operation is not None)

    # -- what would have helped ---------------------------------------------------------------------------------------

    def _wider(self) -> None:
        """What went unnoticed is tried once more in the phases that were not asked for."""
        for phase in PHASES:
            if phase in self._settings.phases:
                continue
            into: dict[int, str] = {}
            for group in _TOGETHER:
                alive = self._alive(group, self._memory.wanted)
                if alive and phase in group.phases:
                    self._try_elsewhere(alive, phase, into)
            self._spoil_elsewhere(phase, into)
            self._memory.elsewhere.update(dict.fromkeys(into, f"--phases {phase}"))

    def _try_elsewhere(self, alive: list[Breach], phase: str, into: dict[int, str]) -> None:
        untried = set(self._untried)
        self._try(alive, phase, into)
        # They have been tried in all that was asked for.
        self._untried = untried

    def _spoil_elsewhere(self, phase: str, into: dict[int, str]) -> None:
        alive = self._alive(_OF_ANSWERS, self._memory.wanted)
        left = self._left()
        if not alive or self._is_interrupted or (left is not None and left < _SHORTEST):
            return
        memory = _Memory(self._subject, {breach.number for breach in alive})
        settings = replace(self._settings, phases=(phase,), budget=left, labels=self._labels(alive, phase))
        self._run(_First(memory, into), settings, ())

    # -- verdicts -----------------------------------------------------------------------------------------------------

    def _verdict(self, breach: Breach) -> Verdict:
        number, memory = breach.number, self._memory
        met, found_by = memory.met[number], memory.elsewhere.get(number, "")
        if number in memory.noticed:
            return Verdict(breach, Outcome.NOTICED, memory.noticed[number], met)
        if number in self._untried:
            return Verdict(breach, Outcome.UNTRIED, met=met)
        if met and (breach.kind != "request" or number in memory.accepted):
            return Verdict(breach, Outcome.UNNOTICED, met=met, found_by=found_by)
        if self._is_cut_short and breach.is_certain and not met and not found_by:
            # Nobody got as far as the request that would meet it.
            return Verdict(breach, Outcome.UNTRIED)
        is_real = breach.is_certain or found_by
        return Verdict(breach, Outcome.UNMET if is_real else Outcome.HARMLESS, met=met, found_by=found_by)


def _sample(numbers: list[int], seed: int) -> Iterator[int]:
    """All of them, or as many as can be tried."""
    yield from numbers if len(numbers) <= MOST else random.Random(seed).sample(numbers, MOST)
