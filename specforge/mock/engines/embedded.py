"""Our own engine: our HTTP server around the pipeline, in a thread of this process or in several forked ones."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import multiprocessing
import os
import signal
import socket
import threading
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess
from typing import Protocol

from specforge.callables import load_name
from specforge.errors import ServerError, SpecforgeError, UsageError
from specforge.findings.model import Finding
from specforge.mock.engine import ENGINES, Say, Target, say_nothing
from specforge.mock.har.recorder import recorder_of
from specforge.mock.http import App
from specforge.mock.hub import mount
from specforge.mock.listen import listen, url_of
from specforge.mock.log import FORMATS, RequestLog
from specforge.mock.peers import Mates, Peers
from specforge.mock.relay import Relay, Take
from specforge.mock.settings import Settings
from specforge.mock.teller import Teller, as_line
from specforge.mock.tls import Identity
from specforge.mock.watch import Watcher
from specforge.mock.wire.limits import Limits
from specforge.mock.wire.server import Server

try:
    import uvloop
except ImportError:  # Windows
    _new_loop = asyncio.new_event_loop
else:
    _new_loop = uvloop.new_event_loop

# Longer than a server takes to finish what it has begun.
_PATIENCE = Limits().drain + 2.0


class Serving(Protocol):
    """What serves a socket until it is told to stop, by any thread."""

    app: App

    async def run(self, bound: socket.socket) -> None: ...

    def stop(self) -> None: ...


class EmbeddedEngine:
    """One worker is a thread of this process. More of them are forked processes which share the document's memory and
    the socket."""

    def __init__(self, target: Target, settings: Settings, say: Say) -> None:
        self._target = target
        self._settings = settings
        self._say = say
        self._teller = Teller(say)
        self._service, self._mounted = mount(target, settings, self._teller)
        for one in self._mounted:
            one.service.callbacks.say = say
            for finding in one.service.scenarios.findings:
                say(as_line(finding))
        self._log = RequestLog(say, FORMATS[settings.log]) if settings.log in FORMATS else None
        self._recorder = recorder_of(settings, [one.service.document for one in self._mounted], say)
        observers = [*self._service.observers, *(one.observe for one in (self._log, self._recorder) if one is not None)]
        self._app = App(self._service, observers, None if say is say_nothing else say)
        self._socket: socket.socket | None = None
        self._workers: list[_Thread | ForkProcess] = []
        self._relay = Relay(self._takes())
        self._peers: Peers | None = None
        self._identity: Identity | None = None

    @property
    def url(self) -> str:
        scheme = "https" if self._settings.tls is not None else "http"
        return url_of(self._socket, scheme) if self._socket is not None else ""

    @property
    def findings(self) -> list[Finding]:
        return self._service.findings

    def start(self) -> None:
        if self._socket is not None:
            return
        try:
            self._start()
        except SpecforgeError:
            self.stop()
            raise

    def _start(self) -> None:
        if self._recorder is not None:
            self._recorder.open()
        for one in self._mounted:
            one.service.open()
        if self._settings.tls is not None:
            self._identity = Identity(self._settings.tls, self._settings.host)
            self._tell_authority(self._identity)
        server = self._server()
        self._socket = listen(self._settings.host, self._settings.port)
        for one in self._mounted:
            if one.service.pipeline.state is not None:
                self._say(f"{one.prefix} {one.service.pipeline.state.summary}".lstrip())
        if self._settings.workers > 1:
            self._peers = Peers(self._settings.workers)
            self._workers = [self._fork(number) for number in range(self._settings.workers)]
            self._peers.close()
            self._relay.start()
        else:
            # The server closes the socket that it is given.
            thread = _Thread(server, self._socket.dup(), self._watchers(self._say))
            self._workers = [thread]
            thread.start()
        if self._recorder is not None:
            self._recorder.start()

    def _tell_authority(self, identity: Identity) -> None:
        if identity.files.authority is not None:
            self._say(f"the certificate is made for this run: curl --cacert {identity.files.authority}, or curl -k")

    def wait(self) -> None:
        workers = list(self._workers)
        while self._socket is not None and all(worker.is_alive() for worker in workers):
            workers[0].join(0.5)
        if self._socket is not None:
            raise ServerError("a worker of the mock server ended unexpectedly")

    def stop(self) -> None:
        bound, self._socket = self._socket, None
        if bound is not None:
            bound.close()
        for worker in self._workers:
            worker.terminate()
        for worker in self._workers:
            worker.join(_PATIENCE)
            if isinstance(worker, ForkProcess) and worker.is_alive():
                worker.kill()
        self._workers = []
        self._relay.close(_PATIENCE)
        self._teller.close()
        if bound is not None:
            for one in self._mounted:
                one.service.close()
        self._flush()
        if self._identity is not None:
            self._identity.__exit__()
            self._identity = None

    def _flush(self) -> None:
        if self._log is not None:
            self._log.flush()
        if self._recorder is not None:
            self._recorder.close()

    def _server(self) -> Serving:
        if self._settings.http2:
            return _http2(self._app, self._identity)
        server = Server(self._app, self._identity.context if self._identity is not None else None)
        for one in self._mounted:
            one.service.traffic.open_connections = lambda: len(server.connections)
            one.service.traffic.is_stopping = lambda: server.is_stopping
        return server

    def _watchers(self, say: Say) -> list[Watcher]:
        if not self._settings.watch:
            return []
        return [
            Watcher(one.target.document, one.target.reload, one.service.use, say, one.service.files)
            for one in self._mounted
            if one.target.reload is not None
        ]

    def _fork(self, number: int) -> ForkProcess:
        if "fork" not in multiprocessing.get_all_start_methods():
            raise ServerError("several workers need fork, which this system does not have", help="use one worker")
        # What is there now is never collected: otherwise the collector would write to, and so copy, every shared page.
        gc.freeze()
        writer = self._relay.open()
        arguments = (number, writer)
        process = multiprocessing.get_context("fork").Process(target=self._serve_forked, args=arguments, daemon=True)
        process.start()
        writer.close()
        return process

    def _takes(self) -> dict[str, Take]:
        """Who gets what workers observe."""
        takes: dict[str, Take] = {
            f"findings {number}": one.service.witness.add
            for number, one in enumerate(self._mounted)
            if one.service.witness is not None
        }
        return takes | ({"entries": self._recorder.take} if self._recorder is not None else {})

    def _work_for(self, writer: Connection) -> None:
        """From now on this is a worker: what it observes is somebody else's."""
        self._relay.write_to(writer)
        for number, one in enumerate(self._mounted):
            if one.service.witness is not None:
                one.service.witness.work_for(partial(self._relay.send, f"findings {number}"))
        if self._recorder is not None:
            self._recorder.work_for(partial(self._relay.send, "entries"))

    def _serve_forked(self, number: int, writer: Connection) -> None:
        assert self._peers is not None
        self._peers.work_as(number)
        for one in self._mounted:
            one.service.mates = Mates(self._peers, one.prefix)
        self._work_for(writer)
        # Ctrl-C reaches the whole process group; the parent hears it too and stops us in order.
        server = self._server()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda number, frame: server.stop())
        assert self._socket is not None
        threading.Thread(target=_end_with_parent, name="specforge-parent", daemon=True).start()
        # Every worker reloads for itself, and the first one says so for all.
        for watcher in self._watchers(say_nothing if number else self._say):
            watcher.start()
        _run(server, self._socket, self._peers)
        self._flush()


def _end_with_parent() -> None:
    """A parent that was killed can stop nobody, and orphans would keep the port."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _run(server: Serving, bound: socket.socket, peers: Peers | None = None) -> None:
    with asyncio.Runner(loop_factory=_new_loop) as runner:
        runner.run(_serve(server, bound, peers))


async def _serve(server: Serving, bound: socket.socket, peers: Peers | None) -> None:
    async with peers.answering(server.app) if peers is not None else contextlib.nullcontext():
        await server.run(bound)


def _http2(app: App, identity: Identity | None) -> Serving:
    try:
        server = load_name("specforge.mock.http2:Http2Server")
    except ImportError as error:
        raise ServerError("--http2 needs granian", help="pip install 'specforge[http2]'") from error
    made: Serving = server(app, identity.files if identity is not None else None)
    return made


class _Thread(threading.Thread):
    """The server in a thread of this process."""

    def __init__(self, server: Serving, bound: socket.socket, watchers: list[Watcher]) -> None:
        super().__init__(name="specforge-mock", daemon=True)
        self._server = server
        self._bound = bound
        self._watchers = watchers
        # Held until the thread has ended. Not an Event: the handler of a signal that raises while somebody waits may
        # leave the lock inside of it taken, and then nobody could ever wait for it, or set it.
        self._running = threading.Lock()
        self._running.acquire()

    def run(self) -> None:
        for watcher in self._watchers:
            watcher.start()
        try:
            _run(self._server, self._bound)
        finally:
            self._running.release()

    def is_alive(self) -> bool:
        return self._running.locked()

    def join(self, timeout: float | None = None) -> None:
        """Python's own ``join`` believes that the thread has ended when the handler of a signal raises meanwhile."""
        if self._running.acquire(timeout=-1 if timeout is None else timeout):
            self._running.release()

    def terminate(self) -> None:
        self._server.stop()
        for watcher in self._watchers:
            watcher.stop()


@ENGINES.add("embedded")
def embedded(target: Target, settings: Settings, say: Say) -> EmbeddedEngine:
    """The engine that ships."""
    every = [settings, *(one.settings for one in target.mounts if one.settings is not None)]
    if settings.workers > 1 and any(each.stateful for each in every):
        message = "--stateful needs one worker: each worker is a process with a state of its own"
        raise UsageError(message, help="leave out --workers")
    return EmbeddedEngine(target, settings, say)
