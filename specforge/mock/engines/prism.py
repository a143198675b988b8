"""The real Prism (https://github.com/stoplightio/prism) as an engine: the same options, life cycle and errors.

What is known of it: its log says that it listens before it does, and also when somebody else has the port, so the port
is asked, not the log. Documents with many references take it minutes, hence the limit on its start. It loads a file
again whenever that changes, and ends itself when the change is a mistake: a document that is one file is handed over as
a copy, so that ``--watch`` alone decides, which starts Prism anew with the last good version.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import httpx

from specforge.document.model import Document
from specforge.errors import ServerError
from specforge.findings.model import Finding
from specforge.mock.engine import ENGINES, Say, Target, say_nothing
from specforge.mock.listen import listen, url_host
from specforge.mock.original.command import INSTALL, arguments, find_prism, refuse, remarks
from specforge.mock.original.log import FORMS, HEALTH
from specforge.mock.original.process import Process
from specforge.mock.settings import Settings
from specforge.mock.watch import Watcher

_POLL = 0.05
_NOT_FOUND = 127
_STOPPED = "Prism was stopped before it answered"


class PrismEngine:
    """One Prism. Its log goes to ``say``: line by line as it is, or in the form that ``settings.log`` asks for."""

    def __init__(self, target: Target, settings: Settings, say: Say) -> None:
        refuse(target, settings)
        self._target = target
        self._settings = settings
        self._say = say
        self._process: Process | None = None
        self._watcher: Watcher | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._port = 0
        self._runs = False
        self._lock = threading.RLock()

    @property
    def url(self) -> str:
        return f"http://{url_host(self._settings.host)}:{self._port}" if self._port else ""

    @property
    def findings(self) -> list[Finding]:
        return []

    def start(self) -> None:
        if self._runs:
            return
        executable = find_prism()
        if not self._target.document.operations:
            raise ServerError("Prism does not serve a document without operations", help="use the embedded engine")
        for remark in remarks(self._settings):
            self._say(remark)
        with contextlib.ExitStack() as undo:
            undo.callback(self.stop)
            self._runs = True
            self._take_port()
            self._launch(executable, self._target.document)
            self._watch(executable)
            undo.pop_all()

    def wait(self) -> None:
        while self._runs:
            process = self._process
            if process is None:
                time.sleep(_POLL)
            elif process.wait(0.5) and process is self._process and self._runs:
                raise ServerError(f"Prism ended unexpectedly{process.last_words()}")

    def stop(self) -> None:
        self._runs = False
        watcher, self._watcher = self._watcher, None
        if watcher is not None:
            watcher.stop()
        self._end()
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def _take_port(self) -> None:
        with listen(self._settings.host, self._settings.port) as probe:
            self._port = probe.getsockname()[1]

    def _watch(self, executable: str) -> None:
        reload = self._target.reload
        if self._settings.watch and reload is not None:
            self._watcher = Watcher(self._target.document, reload, lambda new: self._renew(executable, new), self._say)
            self._watcher.start()

    def _renew(self, executable: str, document: Document) -> None:
        """Prism with a new version of the document, at the same address."""
        self._end()
        try:
            self._launch(executable, document)
        except ServerError as error:
            self._end()
            self._say(f"{error.message}; nothing is served until the next change")

    def _end(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.end()

    def _launch(self, executable: str, document: Document) -> None:
        proxy = self._settings.proxy
        given = arguments(self._settings, self._port, is_silent=self._say is say_nothing)
        command = [executable, *given, self._file(document), *([proxy.url] if proxy else [])]
        with self._lock:
            if not self._runs:
                return
            process = self._process = Process(command, self._tell, INSTALL)
        self._await_answer(process)

    def _tell(self, line: str) -> None:
        form = FORMS.get(self._settings.log)
        told = form(line) if form is not None else line
        if told is not None:
            self._say(told)

    def _await_answer(self, process: Process) -> None:
        """Returns when Prism answers, and is still there having done so: the answer may be somebody else's."""
        deadline = time.monotonic() + self._settings.start_timeout
        with httpx.Client(trust_env=False, timeout=2.0) as client:
            while time.monotonic() < deadline:
                if process.exit_code is not None:
                    raise _ended(process) if self._runs else ServerError(_STOPPED)
                if _answers(client, self.url):
                    time.sleep(_POLL)
                    if process.exit_code is None:
                        return
                time.sleep(_POLL)
        raise ServerError(
            f"Prism did not answer within {self._settings.start_timeout:g} s",
            help="large documents with many references can take it minutes; the embedded engine starts at once",
        )

    def _file(self, document: Document) -> str:
        """The document as something that Prism can open: mostly a copy in a temporary folder."""
        root = document.root
        if root.uri.startswith(("http://", "https://")):
            return root.uri
        if root.path is not None and root.path.is_file() and _refers_elsewhere(root.value):
            return str(root.path)
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="specforge-prism-")
        file = Path(self._folder.name) / ("openapi.json" if root.is_json else "openapi.yaml")
        file.write_text(root.text, encoding="utf-8")
        return str(file)


def _ended(process: Process) -> ServerError:
    words = process.last_words()
    if process.exit_code == _NOT_FOUND and "node" in words and os.name == "posix":
        return ServerError("Prism needs Node.js, which is not installed", help="https://nodejs.org, 18 or later")
    return ServerError(f"Prism ended with exit code {process.exit_code}{words}")


def _refers_elsewhere(value: Any) -> bool:
    """True when there is a ``$ref`` to another file."""
    todo = [value]
    while todo:
        here = todo.pop()
        if isinstance(here, dict):
            reference = here.get("$ref")
            if isinstance(reference, str) and not reference.startswith("#"):
                return True
            todo.extend(here.values())
        elif isinstance(here, list):
            todo.extend(here)
    return False


def _answers(client: httpx.Client, url: str) -> bool:
    """Any reply will do: that there is no such path is Prism's to say."""
    try:
        client.get(url + HEALTH)
    except httpx.TransportError:
        return False
    return True


@ENGINES.add("prism")
def prism(target: Target, settings: Settings, say: Say) -> PrismEngine:
    """The original, when it is installed."""
    return PrismEngine(target, settings, say)
