"""One contract test from beginning to end: select, drive the engine, judge what comes back, say what was found."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from specforge.callables import make_callable
from specforge.contract.check import Tools, looking
from specforge.contract.collect import Collector, Evidence
from specforge.contract.conformance.faults import RequestJudge
from specforge.contract.coverage.count import Coverage
from specforge.contract.engine import failures
from specforge.contract.engine.adapter import Engine
from specforge.contract.engine.disguise import can_be_tested
from specforge.contract.events import (
    Ended,
    Event,
    Found,
    PhaseBegan,
    PhaseEnded,
    ScenarioBegan,
    ScenarioEnded,
    Trouble,
    TroubleKind,
)
from specforge.contract.examine import Examiner
from specforge.contract.given import redactor_of
from specforge.contract.meaningless import refused, why
from specforge.contract.observe import Observer
from specforge.contract.probing.clients import client_of
from specforge.contract.probing.pace import Pace
from specforge.contract.probing.pool import Pool
from specforge.contract.probing.prober import Prober
from specforge.contract.refine.again import Again
from specforge.contract.refine.elsewhere import Elsewhere
from specforge.contract.refine.explain import explain
from specforge.contract.refine.refiner import Refiner, deadline_of, reserve
from specforge.contract.regressions.entry import read_folder
from specforge.contract.regressions.replay import Replay
from specforge.contract.secrets import variables_of
from specforge.contract.selection.select import cookies_of, select
from specforge.contract.settings import ENGINE_PHASES, PHASES, Settings
from specforge.contract.slips import Slip, understood
from specforge.contract.steps.fresh import Fresh
from specforge.contract.target import Target, UrlTarget, require_server
from specforge.contract.transport.limits import is_too_long
from specforge.document.model import Document, Operation
from specforge.findings.model import Finding
from specforge.values.check import SchemaChecker


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: ``done`` of ``total`` operations of a phase. ``label`` is the operation that was just begun."""

    phase: str
    done: int
    total: int
    label: str
    requests: int
    findings: int


@dataclass(frozen=True, slots=True)
class Result:
    """What a run found. ``stopped`` is ``completed``, ``budget`` (the time was up), ``interrupted``, ``down`` (the
    server went away), ``hung`` (it keeps us waiting for ever) or ``failed`` (the engine could not go on with this
    document).

    ``refused`` says, when it is set, why the run means nothing: there was no answer, or all of them refuse the tester.
    ``is_left_behind``: a request is still waiting for its answer, and may keep this process from ending.
    ``evidence`` are the findings once more, with the exchanges that show them: these have secrets in them.
    ``replayed`` are the fingerprints of regressions that were sent again.
    """

    findings: list[Finding]
    coverage: Coverage
    summary: dict[str, Any]
    stopped: str
    refused: str | None = None
    is_left_behind: bool = False
    evidence: list[Evidence] = field(default_factory=list)
    replayed: tuple[str, ...] = ()

    @property
    def is_through(self) -> bool:
        """True where all was asked that was to be asked, and the answers mean something."""
        return self.stopped == "completed" and self.refused is None


OnProgress = Callable[[Progress], None]

# Reasons to skip a phase that leave nothing undone.
_NOTHING_LEFT = (None, "not_applicable", "nothing_to_test", "no_checks_ran")

# Troubles that say something about the implementation: a request got there, though no answer came back.
_AFTER_A_REQUEST = (TroubleKind.TIMEOUT, TroubleKind.BROKEN, TroubleKind.CRASH)


def run(
    document: Document,
    target: Target,
    settings: Settings,
    on_progress: OnProgress | None = None,
    observer: Observer | None = None,
) -> Result:
    """Tests ``target`` against ``document``. An ``observer`` is told of every single problem as it is
    found; nothing is sent again then.

    An interrupt (Ctrl-C) ends the run early and is no exception here: the result says so. Raises UsageError (nothing
    selected), InputError (a document that no engine can take) and ServerError (nobody answers at the start).
    """
    document, slips = understood(document)
    operations = select(document, settings)
    if isinstance(target, UrlTarget):
        require_server(target)
    session = _Session(document, operations, settings, on_progress, observer)
    session.tell_slips(slips)
    started = time.monotonic()
    try:
        _send(session, document, target, settings, started)
    except KeyboardInterrupt:
        # Nobody was sending: the next one was being made ready.
        session.stopped = "interrupted"
    if observer is None:
        session.refine(target, started)
    return session.result(target, time.monotonic() - started)


def _send(session: _Session, document: Document, target: Target, settings: Settings, started: float) -> None:
    """All that send, one after the other."""
    replay = session.replay(target, started)
    if replay is not None:
        session.follow(replay)
    prober = session.prober(target, started) if session.goes_on() else None
    if prober is not None:
        session.follow(prober)
    # The engine would wait hundreds of times for what is too slow already.
    late = prober.late if prober is not None else set()
    wanted = [one for one in session.selected if can_be_tested(one) and one.label not in late]
    # What takes long comes last: it would take the time of all the others.
    dragging = [one.label for one in wanted if prober is not None and prober.drags(one)]
    for labels in ([one.label for one in wanted if one.label not in dragging], dragging):
        if labels and set(settings.phases) & set(ENGINE_PHASES) and session.goes_on():
            session.follow(Engine(document, target, _rest_of(settings, started, session.reserve()), labels))


def _rest_of(settings: Settings, started: float, kept: float) -> Settings:
    """The settings with what is left of the budget."""
    if not settings.budget:
        return settings
    rest = settings.budget - kept - (time.monotonic() - started)
    return replace(settings, budget=max(1.0, rest))


class _Source(Protocol):
    """Who sends requests, and tells."""

    @property
    def is_left_behind(self) -> bool: ...

    def events(self) -> Generator[Event, None, None]: ...

    def rest(self) -> Iterator[Event]: ...


@dataclass(slots=True)
class _Phases:
    """Which phases ran, and how many scenarios of ``total`` the present one is through."""

    present: str = ""
    done: int = 0
    total: int | None = None
    ended: set[str] = field(default_factory=set)


class _Session:
    """One run: follows whoever sends, counts, and keeps what was found until it is told."""

    def __init__(
        self,
        document: Document,
        operations: tuple[Operation, ...],
        settings: Settings,
        on_progress: OnProgress | None,
        observer: Observer | None,
    ) -> None:
        self._checker = checker = SchemaChecker(document)
        self.stopped = "completed"
        self._was_reached = self._timed_out = self._is_left_behind = False
        self._replay: Replay | None = None
        self._prober: Prober | None = None
        self._document = document
        self._settings = settings
        self._on_progress = on_progress
        self._operations = {operation.label: operation for operation in document.operations}
        self.selected = operations
        self._coverage = Coverage(operations, checker)
        redactor = redactor_of(document, settings, show_secrets=settings.show_secrets)
        self._redactor = redactor.naming(variables_of(settings, redactor)).showing(cookies_of(operations))
        self._collector = Collector(self._redactor)
        if observer is not None:
            self._collector.on_sample = observer.found
        self._collector.is_wanted = settings.wants
        self._requests = RequestJudge(checker)
        checks = [check for check in looking() if check.id not in settings.ignored_checks]
        tools = Tools(document, checker)
        self._examiner = Examiner(operations, checks, tools, self._requests, self._collector, observer)
        self._phases = _Phases()
        self._answers, self._waited = 0, 0.0
        # Operations with answers whose bodies were not judged, since they are longer than what is read.
        self._too_long: set[str] = set()
        for operation in operations:
            if not can_be_tested(operation):
                self._collector.add(failures.not_tested(operation), operation.label)

    def tell_slips(self, slips: Iterable[Slip]) -> None:
        """What is wrong with the document itself, as far as it concerns what is tested."""
        labels = {operation.label for operation in self.selected}
        for problem, label in slips:
            if label is None or label in labels:
                self._collector.add(problem, label)

    def reserve(self) -> float:
        """How long it may take to look into what was found so far."""
        latency = self._waited / self._answers if self._answers else math.inf
        return reserve(self._settings.budget or 0.0, len(self._collector), latency)

    def replay(self, target: Target, started: float) -> Replay | None:
        """Who sends what failed once; None where nothing did. A fifth of the time is for it."""
        folder = self._settings.regressions
        entries = [entry for _, entry in read_folder(folder)] if folder is not None else []
        if not entries:
            return None
        client, base_url = client_of(target, self._document, self._settings)
        deadline = self._until(started, 0.2)
        selected = {operation.label: operation for operation in self.selected}
        pace = Pace(self._settings.rate_limit)
        judge, document, checker = self._requests, self._document, self._checker
        self._replay = Replay(
            entries, client, base_url, self._settings, selected, judge, pace, deadline, document, checker
        )
        return self._replay

    def prober(self, target: Target, started: float) -> Prober | None:
        """Who runs our own checks; None where they are not wanted. Half of the time is for the engine."""
        if "probes" not in self._settings.phases:
            return None
        share = 0.5 if set(self._settings.phases) & set(ENGINE_PHASES) else 1.0
        deadline = self._until(started, share)
        client, base_url = client_of(target, self._document, self._settings)
        self._prober = Prober(
            self._document, client, base_url, self._settings, [*self.selected], self._checker, deadline
        )
        return self._prober

    def _until(self, started: float, share: float) -> float:
        """When this share of the budget is spent."""
        return started + self._settings.budget * share if self._settings.budget else math.inf

    def goes_on(self) -> bool:
        """True where there is somebody to test. Time that was up for one phase is not up for the next."""
        if self.stopped == "budget":
            self.stopped = "completed"
        return self.stopped == "completed"

    def follow(self, engine: _Source) -> None:
        """Everything that the engine tells, until it ends or the user interrupts."""
        try:
            with closing(engine.events()) as events:
                for event in events:
                    self._handle(event)
        except KeyboardInterrupt:
            self.stopped = "interrupted"
            self._on_progress = None
            # Whoever cannot wait for what was under way interrupts once more.
            with suppress(KeyboardInterrupt):
                for event in engine.rest():
                    self._handle(event)
        self._is_left_behind |= engine.is_left_behind

    def refine(self, target: Target, started: float) -> None:
        """What failed is sent again, unless nobody is there any more, or nobody waits."""
        if self.stopped not in ("completed", "budget") or self._is_left_behind or not len(self._collector):
            return
        again = Again(self._examiner.conformance, self._requests)
        client, _ = client_of(target, self._document, self._settings)
        deadline = deadline_of(self._settings.budget, started)
        pace = Pace(self._settings.rate_limit)
        fresh = Fresh(self._checker, self._settings.seed, self._prober.unique if self._prober is not None else {})
        is_secret = self._redactor.is_credential
        operations, checker, usual = self._operations, self._checker, self._examiner.usual
        pool = Pool(self._document)
        refiner = Refiner(client, pace, again, operations, is_secret, checker, deadline, fresh, usual, pool)
        try:
            groups = self._collector.groups.values()
            told = {(group.shown.problem.rule, label): 1 for group in groups for label in group.operations}
            elsewhere = Elsewhere(self.selected, usual, self._requests, refiner.ask, told=told)
            explain(self._collector, refiner, elsewhere)
        except KeyboardInterrupt:
            self.stopped = "interrupted"
        finally:
            client.close()
        self._is_left_behind |= client.is_stuck

    def _handle(self, event: Event) -> None:
        match event:
            case PhaseBegan(phase, total):
                self._phases.present, self._phases.done, self._phases.total = phase, 0, total
            case PhaseEnded(phase, skipped):
                if skipped in _NOTHING_LEFT and self.stopped == "completed":
                    self._phases.ended.add(phase)
                else:
                    self._phases.ended.discard(phase)
            case ScenarioBegan(_, label):
                self._report(label)
            case ScenarioEnded():
                self._count(event)
                self._examiner.examine(event)
                self._phases.done += 1
                self._report(event.label)
            case Trouble():
                self._record(event)
            case Found(problem, label, exchange, steps, claim, asked):
                self._collector.add(problem, label, exchange, steps, claim=claim, asked=asked)
            case Ended(reason):
                self.stopped = reason if self.stopped == "completed" else self.stopped

    def _count(self, scenario: ScenarioEnded) -> None:
        for case in scenario.cases:
            self._coverage.count(case)
            answer = case.exchange.answer
            if answer is None:
                continue
            if is_too_long(answer):
                self._too_long.add(case.operation)
            if case.operation in self._operations:
                self._answers += 1
                self._waited += answer.elapsed

    def _record(self, trouble: Trouble) -> None:
        if trouble.kind is TroubleKind.DOWN:
            self.stopped = "down"
        self._was_reached |= trouble.kind in _AFTER_A_REQUEST
        self._timed_out |= trouble.kind is TroubleKind.TIMEOUT
        operation = self._operations.get(trouble.operation or "")
        problem = failures.trouble_problem(trouble, operation, self._document.place)
        extra = {"curl": trouble.curl, "traceback": trouble.trace}
        shown = {title: text for title, text in extra.items() if text}
        self._collector.add(problem, operation.label if operation else None, trouble.exchange, extra=shown)

    def _report(self, label: str) -> None:
        if self._on_progress is None or self._phases.present not in PHASES:
            return
        done, total = self._phases.done, self._phases.total or len(self.selected)
        requests, findings = self._coverage.requests, len(self._collector)
        self._on_progress(Progress(self._phases.present, done, total, label, requests, findings))

    def result(self, target: Target, duration: float) -> Result:
        evidence = self._collector.evidence()
        findings = [one.finding for one in evidence]
        coverage = self._coverage
        replayed = tuple(self._replay.sent) if self._replay is not None else ()
        wanted = [phase for phase in PHASES if phase in self._settings.phases]
        summary = {
            **coverage.summary(),
            "target": target.name,
            "seed": self._settings.seed,
            "duration": round(duration, 2),
            "budget": self._settings.budget,
            "phases": wanted,
            "stopped": self.stopped,
            "phases_not_completed": [phase for phase in wanted if phase not in self._phases.ended],
            "refused": refused(coverage),
            "too_long": sorted(self._too_long),
        }
        return Result(
            findings, coverage, summary, self.stopped, self._refusal(), self._is_left_behind, evidence, replayed
        )

    def _refusal(self) -> str | None:
        """Why a run in which every single answer was the same refusal says nothing about the implementation."""
        headers = self._settings.headers
        return why(
            self._coverage,
            self.stopped,
            was_reached=self._was_reached,
            timed_out=self._timed_out,
            has_credentials=bool(self._settings.keys) or any(self._redactor.is_credential(name) for name in headers),
            schemes=[*self._document.security_schemes],
        )


make_callable(__name__, "specforge.contract.run:run")
