"""Schemathesis, and nobody else touches it: our document and settings in, our events out.

It is configured by the structure of ``schemathesis.toml``, loaded by ``schemathesis.openapi.from_dict`` and run by its
engine, whose event stream ``translate`` turns into our events.

The engine generates requests, sends them, follows resources and asks what only a sender can know (was the invalid
request refused, the missing token noticed?). Whether an answer conforms to the document, ``conform`` judges.
"""

from __future__ import annotations

import ast
import asyncio
import json
import math
import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from multiprocessing.pool import AsyncResult, ThreadPool
from pathlib import Path
from typing import Any

import hypothesis.configuration
import requests
import schemathesis
from schemathesis.core.transport import (
    DEFAULT_MAX_STREAM_EVENTS,
    STREAM_CUT_SHORT_ATTRIBUTE,
    EventStreamBuffer,
    Response,
    is_event_stream,
)
from schemathesis.engine import context, from_schema
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.errors import SchemathesisError
from schemathesis.python import asgi, wsgi
from schemathesis.transport.asgi import ASGI_TRANSPORT, ASGITransport
from schemathesis.transport.prepare import normalize_base_url
from schemathesis.transport.requests import REQUESTS_TRANSPORT, RequestsTransport, SameHostRedirectsSession
from schemathesis.transport.wsgi import WSGI_TRANSPORT, WSGITransport

from specforge.contract.engine.configuration import configuration, whole_seconds
from specforge.contract.engine.cycles import Cycles
from specforge.contract.engine.disguise import authors_label, engine_label, is_disguised, undisguise
from specforge.contract.engine.flight import Flight, Sent
from specforge.contract.engine.forms import write_form
from specforge.contract.engine.handover import hand_over
from specforge.contract.engine.inprocess import AsgiSession
from specforge.contract.engine.keys import KeysOfQuery
from specforge.contract.engine.sound import has_its_method, is_asgi, is_sound
from specforge.contract.engine.syntax import parse_in_turn
from specforge.contract.engine.thrift import spare
from specforge.contract.engine.translate import gave_up, scenario_of, translate
from specforge.contract.events import Ended, Event, PhaseBegan, PhaseEnded, Trouble, TroubleKind
from specforge.contract.settings import DEFAULT_TIMEOUT, Settings, rate_window
from specforge.contract.target import HOST, AppTarget, Target
from specforge.contract.transport.asgi import Place, has_left_behind
from specforge.contract.transport.aside import aside, is_anything_left
from specforge.contract.transport.limits import BoundedApp, marked
from specforge.contract.transport.lines import GivenUp, Late, TooLong, cut, forget, plain
from specforge.document.model import Document
from specforge.errors import InputError

_REASONS = {"max_time": "budget", "server_unavailable": "down", "failed": "failed"}
# How long a request in flight may still take when the time is up.
GRACE = 3.0
# How long an engine that was told to stop is waited for.
_FAREWELL = 1.0
_POLL = 0.1
# How many times the time-out of one request all its pieces together may take.
_PATIENCE = 3.0

# After the last event of a run.
_END = object()

# What is under way in each run, by the hooks of its schema: the transports belong to the whole process.
_FLIGHTS: dict[int, Flight] = {}


# Settings of a network, which an application in this process has no use for.
_OF_A_NETWORK = ("max_redirects", "verify", "cert", "proxies")


def _watched(case: Any, send: Callable[[], Any]) -> Any:
    flight = _FLIGHTS.get(id(case.operation.schema.hooks))
    if flight is None:
        return send()
    if flight.is_given_up(case):
        raise GivenUp(flight.patience)
    with flight.of(case) as sent:
        sent.response = marked(_in_time(flight, sent, send))
    return sent.response


def _in_time(flight: Flight, sent: Sent, send: Callable[[], Any]) -> Any:
    """Raises TooLong for an answer that was cut off, however the other end took that."""
    problem: requests.RequestException | None = None
    try:
        response = send()
    except requests.RequestException as error:
        if sent.ended is None and not isinstance(error, requests.Timeout):
            raise
        problem = error
    finally:
        forget(threading.get_ident())
    if sent.ended is None and problem is None:
        return response
    flight.waited_in_vain(sent)
    raise problem if sent.ended is None and problem else TooLong(flight.patience)


# By the id of an application, which the guard keeps alive.
_GUARDED: dict[int, Any] = {}


def guard(app: Any) -> Any:
    """An ASGI application that wants to exit would take the loop that it runs in along, and all others with it."""

    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        try:
            await app(scope, receive, send)
        except SystemExit as problem:
            raise RuntimeError(f"SystemExit: {problem.code}") from problem

    return _GUARDED.setdefault(id(app), guarded)


class _RequestsTransport(RequestsTransport):
    """Adds nothing to a request that this user's machine has ready for others."""

    def serialize_case(self, case: Any, **kwargs: Any) -> dict[str, Any]:
        return _undisguised(case, super().serialize_case(case, **kwargs))

    def send(self, case: Any, *, session: Any = None, **kwargs: Any) -> Any:
        if session is not None:
            return _watched(case, lambda: super(_RequestsTransport, self).send(case, session=_plain(session), **kwargs))
        with SameHostRedirectsSession() as own:
            own.headers.clear()
            return _watched(case, lambda: super(_RequestsTransport, self).send(case, session=_plain(own), **kwargs))


def _undisguised(case: Any, data: dict[str, Any]) -> dict[str, Any]:
    undisguise(case.operation.path, data)
    return data


def _make_session(config: Any, *, operation: Any = None) -> requests.Session:
    """Also for what Schemathesis asks before it begins, which does not go through the transports."""
    return _plain(_MAKE_SESSION(config, operation=operation))


def _plain(session: requests.Session) -> requests.Session:
    return plain(session, STREAM_CUT_SHORT_ATTRIBUTE)


_MAKE_SESSION = context.make_session
context.make_session = _make_session


def _json(response: Response) -> Any:
    """Schemathesis is ready for a body that is no JSON, but its threads die of one that is nested without end."""
    try:
        return _JSON(response)
    except RecursionError:
        raise json.JSONDecodeError("nested too deeply", "", 0) from None


_JSON = Response.json
Response.json = _json  # type: ignore[method-assign, assignment]


# The same requests, made with less work.
NOT_SPARED = spare()
parse_in_turn(ast)


class _AsgiSession(AsgiSession, SameHostRedirectsSession):
    """Redirects elsewhere are answers here, too."""


class _AsgiTransport(ASGITransport):
    """Schemathesis' own makes a session for every request, and goes through all that requests does for a network."""

    def serialize_case(self, case: Any, **kwargs: Any) -> dict[str, Any]:
        return _undisguised(case, super().serialize_case(case, **kwargs))

    def send(self, case: Any, *, session: Any = None, **kwargs: Any) -> Any:
        app = guard(kwargs.pop("app", case.operation.app))
        if kwargs.get("base_url") is None:
            kwargs["base_url"] = normalize_base_url(case.operation.base_url, host=HOST)
        return _watched(case, lambda: RequestsTransport.send(self, case, session=_session_to(app, session), **kwargs))


# The sessions of each thread, by the ids of the applications.
_SESSIONS = threading.local()


def _session_to(app: Any, session: requests.Session | None) -> _AsgiSession:
    """Ready for a request that was meant for ``session``."""
    asgi._start_lifespan(app)
    known: dict[int, _AsgiSession] = _SESSIONS.__dict__.setdefault("known", {})
    if id(app) not in known:
        known[id(app)] = _AsgiSession(place_of(app), _limit_for, STREAM_CUT_SHORT_ATTRIBUTE)
    own = known[id(app)]
    own.headers.clear()
    own.headers.update(session.headers if session is not None else {})
    own.auth = session.auth if session is not None else None
    return own


def _limit_for(content_type: str | None) -> EventStreamBuffer | None:
    return EventStreamBuffer(DEFAULT_MAX_STREAM_EVENTS) if is_event_stream(content_type) else None


class _WsgiTransport(WSGITransport):
    """Schemathesis' own passes settings of the network on to werkzeug, which refuses them, when it sends a request
    without a session: the one that asks whether credentials are looked at."""

    def serialize_case(self, case: Any, **kwargs: Any) -> dict[str, Any]:
        data = _undisguised(case, super().serialize_case(case, **kwargs))
        if str(case.media_type).startswith("multipart/") and isinstance(data.get("data"), dict):
            write_form(data, REQUESTS_TRANSPORT.serialize_case(case, base_url="http://localhost"))
        return data

    def send(self, case: Any, **kwargs: Any) -> Any:
        for name in _OF_A_NETWORK:
            kwargs.pop(name, None)
        return _watched(case, lambda: _aside(case, lambda: self._send(case, kwargs)))

    def _send(self, case: Any, kwargs: dict[str, Any]) -> Response:
        _CUT.app = None
        response = super().send(case, **kwargs)
        if _CUT.app is not None and _CUT.app.is_cut:
            response.stream_cut_short = True
        return response


# What each thread asked last.
_CUT = threading.local()


def _client_of(app: Any) -> Any:
    _CUT.app = BoundedApp(app)
    return _GET_CLIENT(_CUT.app)


_GET_CLIENT = wsgi.get_client
wsgi.get_client = _client_of


def _aside(case: Any, send: Callable[[], Any]) -> Any:
    """Nothing else ends an application that does not answer."""
    config = case.operation.schema.config
    seconds = config.request_timeout_for(operation=case.operation) or DEFAULT_TIMEOUT
    try:
        return aside(send, seconds + rate_window(config.rate_limit))
    except TimeoutError:
        raise Late(seconds) from None


# Schemathesis looks its transports up by itself, so that the ones it finds have to be ours.
REQUESTS_TRANSPORT.__class__ = _RequestsTransport
ASGI_TRANSPORT.__class__ = _AsgiTransport
WSGI_TRANSPORT.__class__ = _WsgiTransport


class Engine:
    """One run of Schemathesis. ``events`` can be read once; closing the iterator ends the run."""

    def __init__(self, document: Document, target: Target, settings: Settings, labels: list[str]) -> None:
        """Raises InputError when Schemathesis cannot take the document at all."""
        _keep_hypothesis_out_of_the_working_folder()
        self._reason = "completed"
        # Schemathesis broke over this document (too deep, or malformed in a way that it did not expect).
        self._error: BaseException | None = None
        self._queue: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._done: AsyncResult[None] | None = None
        self._has_parted = False
        self._heard = time.monotonic()
        self._phase = ""
        self._flight = Flight(settings.timeout * _PATIENCE + rate_window(settings.rate_limit))
        self._looked = 0.0
        self._pumping = 0
        try:
            labels = [engine_label(label) for label in labels]
            config = schemathesis.Config.from_dict(configuration(settings, target))
            schema = schemathesis.openapi.from_dict(hand_over(document), config=config)
            schema.app = target.app if isinstance(target, AppTarget) else None
            selected = schema.include(name=labels)
            selected.hook("filter_failure")(is_sound)
            if settings.keys:
                selected.auth.providers.append(KeysOfQuery(document, settings.keys))
            if any(is_disguised(label) for label in labels):
                selected.hook("filter_case")(has_its_method)
            self._stream = from_schema(selected).execute()
        except (SchemathesisError, RecursionError) as problem:
            raise InputError(f"this document cannot be tested: {problem}", file=document.root.name) from problem
        self._hooks = id(selected.hooks)
        self._deadline = time.monotonic() + whole_seconds(settings.budget) if settings.budget else math.inf

    @property
    def is_left_behind(self) -> bool:
        """True where it still waits for an answer that may never come, though nobody waits for it any more."""
        return has_left_behind() or is_anything_left() or (self._done is not None and not self._done.ready())

    def events(self) -> Generator[Event, None, None]:
        """What happens, as it happens. The last event is Ended, whatever the engine and the server do.

        Schemathesis runs in a thread of its own, so that no answer that never ends can keep us.
        """
        pool = ThreadPool(1)
        _FLIGHTS[self._hooks] = self._flight
        self._done = pool.apply_async(self._pump)
        # Its only thread ends with the engine, and does not keep the process from exiting if that never happens.
        pool.close()
        cycles = Cycles()
        try:
            for raw in self._received():
                for event in self._read(raw):
                    if isinstance(event, PhaseBegan) and cycles.is_repeated(event.phase):
                        self._stream.stop()
                    if not isinstance(event, Ended):
                        yield self._as_it_is(event)
        finally:
            self._part()
        yield from self._farewell()

    def rest(self) -> Iterator[Event]:
        """After an interruption: what can still be told of the operation that was under way."""
        self._part()
        while not self._queue.empty():
            raw = self._queue.get()
            if raw is not _END:
                yield from (event for event in self._read(raw) if not isinstance(event, Ended))
        yield from self._untold()
        _FLIGHTS.pop(self._hooks, None)

    def _part(self) -> None:
        """Tells it to stop, and lets it for a moment."""
        self._stream.stop()
        if self._done is not None and not self._has_parted:
            self._done.wait(0 if self._flight.stuck() else _FAREWELL)
        self._has_parted = True

    def _read(self, raw: Any) -> Iterator[Event]:
        for event in translate(raw):
            if isinstance(event, PhaseBegan):
                self._phase = event.phase
            if isinstance(event, Ended):
                self._reason = _REASONS.get(event.reason, self._reason)
            yield event
        if type(raw).__name__ == "ScenarioFinished":
            self._flight.told(raw.recorder.cases)

    def _untold(self) -> Iterator[Event]:
        """The exchanges of operations that the engine was not through with."""
        recorder = ScenarioRecorder(label="")
        for sent in self._flight.untold():
            recorder.record_case(case=sent.case)
            recorder.record_response(case_id=sent.case.id, response=sent.response)
        if recorder.cases:
            yield scenario_of(recorder, self._phase, "")

    def _as_it_is(self, event: Event) -> Event:
        """A phase that ends because the time is up is not through, though the engine says so."""
        if isinstance(event, PhaseEnded) and time.monotonic() >= self._deadline:
            return PhaseEnded(event.phase, "budget")
        return event

    def _farewell(self) -> Iterator[Event]:
        """What was found until Schemathesis broke stands; that it broke is told with it."""
        stuck = self._flight.stuck() if self._reason == "hung" else []
        yield from self.rest()
        message = f"no complete answer in {self._flight.patience:g} s"
        for case in stuck:
            yield Trouble(TroubleKind.TIMEOUT, message, authors_label(case.operation.label))
        if self._reason == "hung" and not stuck:
            yield Trouble(TroubleKind.TIMEOUT, message)
        if self._error is not None:
            self._reason = "failed"
            yield gave_up(self._error)
        yield Ended(self._reason)

    def _pump(self) -> None:
        self._pumping = threading.get_ident()
        try:
            for event in self._stream:
                self._queue.put(event)
        finally:
            # An application that wants to exit ends this thread, and nobody would be told.
            self._error = sys.exception()
            self._queue.put(_END)

    def _received(self) -> Iterator[Any]:
        """The engine ends by itself when the time is up and then loses nothing; when it does not, it is left alone."""
        while time.monotonic() < self._deadline + GRACE:
            try:
                raw = self._queue.get(timeout=_POLL)
                if raw is _END:
                    return
                self._heard = time.monotonic()
                yield raw
            except queue.Empty:
                pass
            if self._is_hung():
                self._reason = "hung"
                return
        self._reason = "budget"

    def _is_hung(self) -> bool:
        """Looks after requests that take too long, now and then."""
        now = time.monotonic()
        if now - self._looked < _POLL:
            return False
        self._looked = now
        if self._phase == "probing" and now - self._heard > self._flight.patience:
            # What is asked before the first phase is asked by the pump itself.
            self._heard = now
            cut(self._pumping)
        return self._flight.is_hopeless(cut)


def _keep_hypothesis_out_of_the_working_folder() -> None:
    if "HYPOTHESIS_STORAGE_DIRECTORY" in os.environ:
        return
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    hypothesis.configuration.set_hypothesis_home_dir(cache / "specforge" / "hypothesis")


def begin(app: Any) -> None:
    """Begins the lifespan of an ASGI application, which lasts until this process ends. Raises what it raises."""
    if not is_asgi(app):
        return
    guarded = guard(app)
    has_begun = False
    try:
        with asgi.get_client(guarded):
            has_begun = True
    finally:
        if not has_begun:
            _close(asgi._LIFESPANS[id(guarded)])


def place_of(app: Any) -> Place:
    """Where an application runs whose lifespan has begun: on the loop of all lifespans."""
    loop = asgi._get_portal().call(asyncio.get_running_loop)
    return Place(app, loop, lambda: asgi._lifespan_state(app))


def _close(failed: Any) -> None:
    """Schemathesis keeps, with the error, what nobody will use again."""
    for stream in (failed.receive_stream, failed.send_stream):
        stream.send_stream.close()
        stream.receive_stream.close()
