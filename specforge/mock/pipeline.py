"""The pipeline: route, secure, validate, negotiate, answer. No I/O: a Request goes in, a Reply comes out.

Between validating and negotiating, ``stages`` may answer in the document's place; without any they cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from specforge.callables import load_name
from specforge.document.model import Document
from specforge.mock.answer import Answer, AnswerMaker, Maker
from specforge.mock.cors import allow_origin, preflight
from specforge.mock.diagnostic import Diagnostic, Violations, violations_header
from specforge.mock.exchange import Choosy, Exchange, Interfering, Stage
from specforge.mock.faults.breaks import on_its_way
from specforge.mock.message import Reply, Request
from specforge.mock.negotiate import error_codes, negotiate
from specforge.mock.prefer import Preferences, default_preferences, read_preferences
from specforge.mock.problem import Kind, Problem
from specforge.mock.route import RouteTable
from specforge.mock.secure import Guards, check_security, compile_guards
from specforge.mock.settings import Settings
from specforge.mock.table import Route
from specforge.mock.validate import RequestChecks, check_request, compile_request
from specforge.mock.when import Conditions
from specforge.values.check import SchemaChecker

if TYPE_CHECKING:
    from specforge.mock.state.stage import State

_VIOLATIONS = (
    "Your request/response is not valid and the --errors flag is set, so Prism is generating this error for you."
)

# Answers are remembered by what was asked for, and those to broken requests by what is wrong with them. A client that
# keeps asking for something new must not fill the memory, in all operations together.
_REMEMBERED = 4_000
_JUDGED = 250


class Compiled:
    """A route with what requests to it are checked and answered with."""

    def __init__(self, route: Route, checker: SchemaChecker) -> None:
        self.route = route
        self.guards: Guards = compile_guards(route.operation)
        self.checks: RequestChecks = compile_request(route.operation, checker)
        self.makers: dict[tuple[object, ...], Maker] = {}
        self.interfering: tuple[Interfering, ...] = ()
        self.answering: tuple[Stage, ...] = ()

    def use(self, stages: Iterable[Stage]) -> None:
        """Asks these stages from now on."""
        self.answering = tuple(stages)
        known: tuple[object, ...] = self.answering
        self.interfering = tuple(stage for stage in known if isinstance(stage, Interfering))
        self.answering = tuple(stage for stage in self.answering if not isinstance(stage, Interfering))


class Pipeline:
    """Answers requests as the document says. Operations are compiled when they are first asked for."""

    def __init__(self, document: Document, settings: Settings) -> None:
        self.document = document
        self.settings = settings
        self.table = RouteTable(document)
        self.checker = SchemaChecker(document)
        self.answers = AnswerMaker(self.checker, settings)
        # Only a mock that keeps a state pays for what it takes to have one.
        keep = load_name("specforge.mock.state.stage:State") if settings.stateful else None
        self.state: State | None = keep(document, self.checker, self.answers, settings) if keep else None
        self._defaults = default_preferences(settings)
        self._compiled: dict[Route, Compiled] = {}
        self._remembered = 0
        self._judged: dict[tuple[int, int], tuple[Answer, tuple[Diagnostic, ...], Reply]] = {}
        self._stages: tuple[Stage, ...] = ()

    @property
    def stages(self) -> tuple[Stage, ...]:
        """What may answer before the document does, for those operations that it concerns."""
        return self._stages

    @stages.setter
    def stages(self, stages: tuple[Stage, ...]) -> None:
        self._stages = stages
        for compiled in list(self._compiled.values()):
            compiled.use(self._concerned(compiled.route))

    def _concerned(self, route: Route) -> Iterator[Stage]:
        return (stage for stage in self._stages if not isinstance(stage, Choosy) or stage.concerns(route))

    def handle(self, request: Request) -> Reply:
        """The reply to any request; never raises for what a client sent."""
        if not self.settings.cors:
            return self._reply(request)
        return allow_origin(request, preflight(request) or self._reply(request))

    def _reply(self, request: Request) -> Reply:
        try:
            return self._answer(request)
        except Problem as problem:
            return problem.reply()

    def _answer(self, request: Request) -> Reply:
        preferences = read_preferences(request, self._defaults)
        route, path = self.table.find(request)
        compiled = self._compile(route)
        found = self._check(compiled, request, path)
        if compiled.interfering or compiled.answering or preferences.way is not None:
            return self._staged(Exchange(request, route, path, found, preferences))
        try:
            answer = self._choose(compiled, preferences, request.headers.get("accept"), found)(request, path)
        except Problem as problem:
            return refused(problem, route, found)
        # What varies is not the same again, whatever is wrong with it.
        return self.judged(answer, found) if preferences.dynamic else self._judged_again(answer, found)

    def _staged(self, exchange: Exchange) -> Reply:
        return finished(exchange, self.interfere(exchange) or self.answered(exchange))

    def interfere(self, exchange: Exchange) -> Reply | None:
        """What goes wrong on purpose, whoever were to answer, the mock or a real server; None when nothing does."""
        way = exchange.preferences.way
        if way is not None:
            exchange.preferences = replace(exchange.preferences, way=None)
            exchange.finish.append(partial(on_its_way, way=way))
        return self._first(exchange, (stage.interfere for stage in self._compile(exchange.route).interfering))

    def answered(self, exchange: Exchange) -> Reply:
        """The mock's answer to a request with which nothing went wrong on purpose."""
        reply = self._first(exchange, chain(self._compile(exchange.route).answering, [self._described]))
        assert reply is not None
        return reply

    def _first(self, exchange: Exchange, stages: Iterable[Stage]) -> Reply | None:
        """What the first stage says that says anything; a problem is an answer too."""
        try:
            answers = (stage(exchange) for stage in stages)
            answer = next((answer for answer in answers if answer is not None), None)
        except Problem as problem:
            return refused(problem, exchange.route, exchange.found)
        return None if answer is None else self.judged(answer, exchange.found)

    def _described(self, exchange: Exchange) -> Answer:
        return self.described(exchange, exchange.preferences)

    def described(self, exchange: Exchange, preferences: Preferences) -> Answer:
        """The document's own answer to a request with these preferences. Raises Problem."""
        accept, compiled = exchange.request.headers.get("accept"), self._compile(exchange.route)
        return self._choose(compiled, preferences, accept, exchange.found)(exchange.request, exchange.path)

    def checks_of(self, route: Route) -> RequestChecks:
        """What requests to an operation are checked with."""
        return self._compile(route).checks

    def inspect(self, request: Request) -> Exchange:
        """The request with its operation and all that is wrong with it. Raises Problem where there is no operation."""
        preferences = read_preferences(request, self._defaults)
        route, path = self.table.find(request)
        return Exchange(request, route, path, self._check(self._compile(route), request, path), preferences)

    def _check(self, compiled: Compiled, request: Request, path: dict[str, str]) -> tuple[Diagnostic, ...]:
        found = self._secure(compiled.guards, request) if compiled.guards else ()
        return found + check_request(compiled.checks, request, path)

    def _secure(self, guards: Guards, request: Request) -> tuple[Diagnostic, ...]:
        return check_security(guards, request)

    def _compile(self, route: Route) -> Compiled:
        compiled = self._compiled.get(route)
        if compiled is None:
            compiled = Compiled(route, self.checker)
            compiled.use(self._concerned(route))
            self._compiled[route] = compiled
        return compiled

    def _choose(
        self, compiled: Compiled, preferences: Preferences, accept: str | None, found: Sequence[Diagnostic]
    ) -> Maker:
        key = (preferences, accept, error_codes(found))
        maker = compiled.makers.get(key)
        if maker is None:
            choice = negotiate(compiled.route, preferences, accept, found)
            maker = self.answers.maker(compiled.route, choice, preferences.seed)
            self._make_room()
            compiled.makers[key] = maker
        return maker

    def _make_room(self) -> None:
        """For one maker more."""
        if self._remembered >= _REMEMBERED:
            for compiled in list(self._compiled.values()):
                compiled.makers.clear()
            self._remembered = 0
        self._remembered += 1

    def _judged_again(self, answer: Answer, found: tuple[Diagnostic, ...]) -> Reply:
        """``judged``, remembered: what is wrong with a request that comes again is the same object again."""
        if not found and not answer.diagnostics:
            return answer.reply
        key = id(answer), id(found)
        known = self._judged.get(key)
        if known is None:
            if len(self._judged) >= _JUDGED:
                self._judged.clear()
            # Both are kept, so that nothing else gets to be at their addresses.
            known = self._judged[key] = (answer, found, self.judged(answer, found))
        return known[2]

    def judged(self, answer: Answer, found: Sequence[Diagnostic]) -> Reply:
        """The reply with its ``sl-violations``; with ``--errors`` a problem instead of an invalid one."""
        if not found and not answer.diagnostics:
            return answer.reply
        header = violations_header(found, answer.diagnostics)
        reply = replace(answer.reply, violations=Violations(tuple(found), answer.diagnostics))
        errors = [diagnostic for diagnostic in answer.diagnostics if diagnostic.is_error]
        if self.settings.errors and errors:
            validation = [diagnostic.as_json("response") for diagnostic in errors]
            refusal = Problem(Kind.VIOLATIONS, _VIOLATIONS, members={"validation": validation}).reply()
            reply = replace(refusal, operation=reply.operation, violations=reply.violations)
        return reply.with_headers(header)


def finished(exchange: Exchange, reply: Reply) -> Reply:
    """The reply after what stages wanted to be done to whatever is answered."""
    for finish in exchange.finish:
        reply = finish(reply)
    return reply


def refused(problem: Problem, route: Route, found: Sequence[Diagnostic]) -> Reply:
    """The reply to a request of an operation that is not answered; ``found`` is what is wrong with it."""
    return replace(problem.reply(), operation=route.label, violations=Violations(tuple(found)))


def compile_mock(document: Document, settings: Settings | None = None) -> Pipeline:
    """The document, ready to answer."""
    pipeline = Pipeline(document, settings or Settings())
    pipeline.stages = stages_of(pipeline)
    return pipeline


def stages_of(pipeline: Pipeline) -> tuple[Stage, ...]:
    """The stages that the settings ask for, in the order in which they are asked."""
    return (Conditions(pipeline), *((pipeline.state,) if pipeline.state is not None else ()))
