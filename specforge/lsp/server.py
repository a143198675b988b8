"""The server of one editor: what is checked when, and what the editor is told of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO, TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from specforge._version import __version__
from specforge.document.load import file_uri
from specforge.document.node import Node
from specforge.errors import UsageError
from specforge.findings.model import Finding
from specforge.lsp.desk import Desk
from specforge.lsp.diagnostics import diagnostics_of, of_problem
from specforge.lsp.navigate import reference_in, target_of
from specforge.lsp.positions import Encoding
from specforge.lsp.project import Known, Project

T = TypeVar("T")

# Seconds without a keystroke after which a text is checked.
PAUSE = 0.25
_LOG = logging.getLogger("specforge.lsp")


class Server:
    """One editor's server. Checks run one after the other in a thread; whoever asks meanwhile gets what is known."""

    def __init__(self, pause: float = PAUSE) -> None:
        self.protocol = LanguageServer("specforge", __version__)
        self.desk = Desk()
        self.project = Project(self.desk)
        self.encoding = Encoding()
        self.pause = pause
        self._changed: set[str] = set()
        self._everything = False
        self._waiting: asyncio.TimerHandle | None = None
        self._check: asyncio.Task[None] | None = None
        self._shown: set[str] = set()
        self._told: str | None = None

    def run(self, stdin: BinaryIO | None = None, stdout: BinaryIO | None = None) -> None:
        """Serve until the editor says that it is enough."""
        self.protocol.start_io(stdin, stdout)

    def schedule(self, uri: str | None, pause: float = 0) -> None:
        """Check what a file belongs to, once nothing more happens for a while; everything without a file."""
        self._everything = self._everything or uri is None
        self._changed |= {uri} if uri else set()
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = asyncio.get_running_loop().call_later(pause, self._start)

    async def settled(self) -> None:
        """When it returns, everything that the editor has told is checked."""
        if self._waiting is not None:
            self._start()
        while self._check is not None and not self._check.done():
            await asyncio.wait([self._check])

    def _start(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
        if self._check is None or self._check.done():
            self._check = asyncio.get_running_loop().create_task(self._work())
            self._check.add_done_callback(_log_failure)

    async def _work(self) -> None:
        while self._changed or self._everything:
            changed, self._changed = self._changed, set()
            everything, self._everything = self._everything, False
            update = self.project.update_all if everything else partial(self.project.update, changed)
            await self.in_thread(update)
            self._publish()

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Work that takes a while, without keeping the editor waiting."""
        return await asyncio.get_running_loop().run_in_executor(self.protocol.thread_pool, work)

    def _publish(self) -> None:
        """Tell what was found in every file of every document, and that there is nothing in the others any more."""
        known = self.project.all()
        found = {
            uri: diagnostics_of(known, uri, self.desk, self.encoding)
            for uri in sorted({uri for one in known for uri in one.files if uri.startswith("file:")})
        }
        for problem in (one.problem for one in known if one.problem is not None):
            self._tell(problem, found)
        # Whoever has a file open waits for an answer, also for a file that we know nothing of.
        for uri in (self._shown | self.desk.texts.keys()) - found.keys():
            found[uri] = []
        for uri, diagnostics in found.items():
            if diagnostics or uri in self._shown or uri in self.desk.texts:
                version = self.desk.versions.get(uri)
                self.protocol.text_document_publish_diagnostics(
                    types.PublishDiagnosticsParams(self.desk.spelling(uri), diagnostics, version)
                )
        self._shown = {uri for uri, diagnostics in found.items() if diagnostics}

    def _tell(self, problem: UsageError, found: dict[str, list[types.Diagnostic]]) -> None:
        """A wrong configuration: in its file, and once as a message, since nobody may have it open."""
        file = file_uri(Path(problem.file)) if problem.file else None
        if file is not None:
            found.setdefault(file, []).append(of_problem(problem))
        message = f"{problem.file}: {problem.message}" if problem.file else problem.message
        if message != self._told:
            self._told = message
            params = types.ShowMessageParams(types.MessageType.Warning, f"specforge: {message}")
            self.protocol.window_show_message(params)

    def findings_in(self, uri: str) -> list[Finding]:
        """What was found in a file, unless its text has changed since."""
        found: dict[object, Finding] = {}
        for known in self.project.about(uri):
            for finding in known.findings:
                source = finding.place.source
                if source.uri == uri and self.desk.texts.get(uri, source.text) == source.text:
                    found.setdefault((finding.rule, finding.place.tokens, finding.message), finding)
        return list(found.values())

    def at(self, document: types.TextDocumentIdentifier, position: types.Position) -> tuple[str, str, int]:
        """The file of a position, its line, and the 0-based column in characters."""
        uri = self.desk.known(document.uri) or document.uri
        lines = self.desk.texts.get(uri, "").split("\n")
        line = lines[position.line].rstrip("\r") if position.line < len(lines) else ""
        return uri, line, self.encoding.index(line, position.character)

    def target(self, document: types.TextDocumentIdentifier, position: types.Position) -> tuple[Known, Node] | None:
        """Where the reference at a position leads, in the first document that knows."""
        uri, line, column = self.at(document, position)
        written = reference_in(line, column)
        for known in self.project.about(uri) if written else ():
            source = known.source(uri)
            if known.document and source and written:
                target = target_of(known.document, source, written.text)
                if target is not None:
                    return known, target
        return None


def _log_failure(task: asyncio.Task[None]) -> None:
    """A bug in a check is for the log: the next keystroke starts another check."""
    if not task.cancelled() and (problem := task.exception()) is not None:
        _LOG.error("a check failed", exc_info=problem)
