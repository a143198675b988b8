"""Our own engine: uvicorn with httptools and uvloop around the pipeline, in a thread or in several processes."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Iterable
from multiprocessing.context import ForkProcess
from typing import Literal

import httptools
import uvicorn

from specforge.errors import ServerError
from specforge.mock.engine import ENGINES, Say, Target, say_nothing
from specforge.mock.http import App
from specforge.mock.hub import mount
from specforge.mock.listen import listen, url_of
from specforge.mock.settings import Settings
from specforge.mock.watch import Watcher

_PATIENCE = 3.0


class EmbeddedEngine:
    """One worker is a thread of this process. More of them are forked processes which share the document's memory and
    the socket."""

    def __init__(self, target: Target, settings: Settings, say: Say) -> None:
        self._target = target
        self._settings = settings
        self._say = say
        self._service, self._mounted = mount(target, settings)
        self._app = App(self._service, self._service.observers)
        self._socket: socket.socket | None = None
        self._workers: list[_Thread | ForkProcess] = []

    @property
    def url(self) -> str:
        return url_of(self._socket) if self._socket is not None else ""

    def start(self) -> None:
        if self._socket is not None:
            return
        self._socket = listen(self._settings.host, self._settings.port)
        if self._settings.workers > 1:
            self._workers = [self._fork(number) for number in range(self._settings.workers)]
        else:
            thread = _Thread(_Server(self._app, self._service.methods), self._socket, self._watchers(self._say))
            self._workers = [thread]
            thread.start()

    def wait(self) -> None:
        workers = list(self._workers)
        while self._socket is not None and all(worker.is_alive() for worker in workers):
            workers[0].join(0.5)
        if self._socket is not None:
            raise ServerError("a worker of the mock server ended unexpectedly")

    def stop(self) -> None:
        bound, self._socket = self._socket, None
        for worker in self._workers:
            worker.terminate()
        for worker in self._workers:
            worker.join(_PATIENCE)
            if isinstance(worker, ForkProcess) and worker.is_alive():
                worker.kill()
        self._workers = []
        if bound is not None:
            bound.close()

    def _watchers(self, say: Say) -> list[Watcher]:
        if not self._settings.watch:
            return []
        return [
            Watcher(one.target.document, one.target.reload, one.service.use, say)
            for one in self._mounted
            if one.target.reload is not None
        ]

    def _fork(self, number: int) -> ForkProcess:
        if "fork" not in multiprocessing.get_all_start_methods():
            raise ServerError("several workers need fork, which this system does not have", help="use one worker")
        # What is there now is never collected: otherwise the collector would write to, and so copy, every shared page.
        gc.freeze()
        process = multiprocessing.get_context("fork").Process(target=self._serve_forked, args=(number,), daemon=True)
        process.start()
        return process

    def _serve_forked(self, number: int) -> None:
        # Ctrl-C reaches the whole process group; the parent hears it too and stops us in order.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        assert self._socket is not None
        threading.Thread(target=_end_with_parent, name="specforge-parent", daemon=True).start()
        # Every worker reloads for itself, and the first one says so for all.
        for watcher in self._watchers(say_nothing if number else self._say):
            watcher.start()
        _Server(self._app, self._service.methods).run(sockets=[self._socket])


def _end_with_parent() -> None:
    """A parent that was killed can stop nobody, and orphans would keep the port."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


class _Server(uvicorn.Server):
    def __init__(self, app: App, methods: Iterable[str]) -> None:
        config = uvicorn.Config(
            app, http=_parser(methods), loop="auto", ws="none", lifespan="off", log_config=None, access_log=False,
            server_header=False, timeout_graceful_shutdown=1,
            log_level="error",
        )  # fmt: skip
        super().__init__(config)


def _parser(methods: Iterable[str]) -> Literal["httptools", "h11"]:
    """The fast parser knows a fixed list of methods. Those that a document makes up (OpenAPI 3.2, Path Item Object,
    ``additionalOperations``) need the one that takes any."""
    try:
        for method in methods:
            httptools.HttpRequestParser(object()).feed_data(f"{method} / HTTP/1.1\r\n\r\n".encode())
    except httptools.HttpParserUpgrade:  # CONNECT
        return "httptools"
    except (httptools.HttpParserError, UnicodeError):
        return "h11"
    return "httptools"


class _Thread(threading.Thread):
    """The server in a thread of this process."""

    def __init__(self, server: _Server, bound: socket.socket, watchers: list[Watcher]) -> None:
        super().__init__(name="specforge-mock", daemon=True)
        self._server = server
        self._bound = bound
        self._watchers = watchers

    def run(self) -> None:
        for watcher in self._watchers:
            watcher.start()
        # Uvicorn closes the socket that it is given.
        self._server.run(sockets=[self._bound.dup()])

    def terminate(self) -> None:
        self._server.should_exit = True
        for watcher in self._watchers:
            watcher.stop()


@ENGINES.add("embedded")
def embedded(target: Target, settings: Settings, say: Say) -> EmbeddedEngine:
    """The engine that ships."""
    return EmbeddedEngine(target, settings, say)
