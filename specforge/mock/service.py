"""A document being mocked: the pipeline that answers for it, and the desk where a running mock is steered."""

from __future__ import annotations

from collections.abc import Awaitable
from pathlib import Path
from typing import Protocol

from specforge.callables import load_name
from specforge.document.model import Document
from specforge.errors import UsageError
from specforge.findings.model import Finding
from specforge.mock.admin import ANY_WORKER, DESK, EVERY_WORKER, PREFIX
from specforge.mock.callbacks import Callbacks
from specforge.mock.cors import allow_origin, preflight
from specforge.mock.counts import Counts, OwnCounts
from specforge.mock.exchange import Stage
from specforge.mock.faults.box import FaultBox
from specforge.mock.faults.plan import WrongPlan
from specforge.mock.http import Observer
from specforge.mock.message import Reply, Request, reply
from specforge.mock.peers import Mates, is_alone
from specforge.mock.pipeline import Pipeline, compile_mock, stages_of
from specforge.mock.problem import Kind, Problem
from specforge.mock.scenarios.box import ScenarioBox
from specforge.mock.settings import Settings
from specforge.mock.traffic import OWN, Traffic
from specforge.mock.witness import Tell, Witness, tell_nobody
from specforge.suggest import or_rather


class _Replay(Protocol):
    def answer(self, request: Request) -> Reply | None: ...


class _Proxy(Protocol):
    def handle(self, request: Request) -> Awaitable[Reply]: ...


class Service:
    """Answers every request to a mock of ``document``, those to its desk included."""

    def __init__(self, document: Document, settings: Settings, tell: Tell = tell_nobody) -> None:
        """``tell`` is told of what is found wrong with real traffic, where there is some."""
        self.settings = settings
        self._replay: _Replay | None = None
        self.pipeline: Pipeline = compile_mock(document, settings)
        self.traffic = Traffic()
        self.mates: Mates | None = None
        self.callbacks = Callbacks()
        self.callbacks.use(self.pipeline)
        # Workers are forked later: what they are to have in common is made before.
        common = load_name("specforge.mock.common_counts:counts_of_workers") if settings.workers > 1 else OwnCounts
        self.counts: Counts = common()
        self.faults = FaultBox(settings.seed)
        try:
            self.faults.put(settings.faults, self.pipeline)
        except WrongPlan as error:
            raise UsageError(f"faults: {error}") from error
        self.scenarios = ScenarioBox(settings.scenarios, self.pipeline)
        self.reset()
        base = settings.proxy.url if settings.proxy else ""
        self.witness = Witness(document, base, tell) if settings.proxy or settings.replay else None
        # The proxy brings an HTTP client, which takes a while to import: only where one is asked for.
        make = load_name("specforge.mock.proxy.handler:open_proxy") if settings.proxy else None
        self._proxy: _Proxy | None = make(settings.proxy, self) if make else None
        again = load_name("specforge.mock.har.replay:open_replay") if settings.replay else None
        self._replay = again(settings.replay, self) if again else None
        if self.pipeline.state is not None and settings.state_file is not None:
            self.pipeline.state.load(settings.state_file)

    @property
    def document(self) -> Document:
        return self.pipeline.document

    @property
    def files(self) -> list[Path]:
        """What is read besides the document."""
        return [self.scenarios.file] if self.scenarios.file is not None else []

    @property
    def observers(self) -> list[Observer]:
        """Who is to be told of each exchange, the traffic first."""
        if self.witness is not None:
            # Callbacks are up to the real server.
            return [self.traffic.observe, self.witness.observe]
        is_needed = self.callbacks.has_any or self.settings.watch
        return [self.traffic.observe, *([self.callbacks.observe] if is_needed else ())]

    def use(self, document: Document) -> None:
        """Answers as this document says from now on. The state stays, as far as its resources do. Raises InputError and
        UsageError for a file of scenarios that does not fit, and then changes nothing."""
        pipeline = compile_mock(document, self.settings)
        self.scenarios.read(pipeline)
        if pipeline.state is not None and self.pipeline.state is not None:
            pipeline.state.continue_from(self.pipeline.state)
        pipeline.stages = self._stages(pipeline)
        self.pipeline = pipeline
        self.callbacks.use(pipeline)
        if self.witness is not None:
            self.witness.use(document)

    @property
    def findings(self) -> list[Finding]:
        """What was wrong with real traffic until now."""
        return self.witness.findings() if self.witness else []

    def reset(self) -> None:
        """Forgets what was asked so far, and takes up what was changed at the desk."""
        self.pipeline.stages = self._stages(self.pipeline)

    def _stages(self, pipeline: Pipeline) -> tuple[Stage, ...]:
        """Faults come first: what fails has no effect. All counts begin anew."""
        self.counts.clear()
        return (
            *self.faults.stages(pipeline, self.counts),
            *self.scenarios.stages(pipeline, self.counts),
            *stages_of(pipeline),
        )

    def open(self) -> None:
        """Makes the file of the state, so that one that cannot be written shows now. Raises OutputError."""
        if self.settings.state_file is not None and not self.settings.state_file.exists():
            self.close()

    def close(self) -> None:
        """Writes down the state, where there is a file for it. Raises OutputError."""
        if self.pipeline.state is not None and self.settings.state_file is not None:
            self.pipeline.state.save(self.settings.state_file)

    def handle(self, request: Request) -> Reply | Awaitable[Reply]:
        """The reply to any request; never raises for what a client sent."""
        if request.path.startswith(OWN) and request.path[len(OWN) :][:1] in ("", "/"):
            return self._at_desk(request)
        recorded = self._replay.answer(request) if self._replay is not None else None
        if recorded is not None:
            return recorded
        return self.pipeline.handle(request) if self._proxy is None else self._proxy.handle(request)

    def _at_desk(self, request: Request) -> Reply | Awaitable[Reply]:
        if request.path == OWN:
            # Relative: the desk may lie under a prefix.
            return reply(308, [("location", f"{OWN[1:]}/")])
        name, _, rest = request.path[len(PREFIX) :].partition("/")
        try:
            if name not in DESK:
                raise Problem(Kind.NOT_FOUND, f"There is nothing at {request.path}.{or_rather(name, DESK)}")
            if self.settings.workers > 1 and name not in self._common:
                raise Problem(Kind.ONE_WORKER, f"This mock has {self.settings.workers} workers: use --workers 1.")
            made = (preflight(request) if self.settings.cors else None) or DESK[name](self, request, rest)
            if name in EVERY_WORKER and self.mates is not None and isinstance(made, Reply) and not is_alone(request):
                made = self._told(self.mates, request, made)
            return made if isinstance(made, Reply) else self._awaited(request, made)
        except Problem as problem:
            return self._refused(request, problem)

    @property
    def _common(self) -> frozenset[str]:
        """The parts of the desk where it makes no difference which worker is asked."""
        return ANY_WORKER | EVERY_WORKER if self.mates is not None else ANY_WORKER

    async def _told(self, mates: Mates, request: Request, made: Reply) -> Reply:
        """What was done here, after the other workers have done it too."""
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            await mates.tell(request)
        return made

    async def _awaited(self, request: Request, made: Awaitable[Reply]) -> Reply:
        try:
            return await made
        except Problem as problem:
            return self._refused(request, problem)

    def _refused(self, request: Request, problem: Problem) -> Reply:
        return allow_origin(request, problem.reply()) if self.settings.cors else problem.reply()
