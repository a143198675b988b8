"""Watching the files of a document, so that a save shows at once and a broken save changes nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from specforge.document.model import Document
from specforge.document.refs import Reason
from specforge.document.stamps import INTERVAL, Stamp, changed, stamps
from specforge.document.walk import Reference, walk
from specforge.errors import InputError, UsageError

_BROKEN = frozenset({Reason.MALFORMED, Reason.MISSING_FILE, Reason.UNREADABLE_FILE, Reason.MISSING_TARGET})


class _Contents(NamedTuple):
    """The files of a document, and what is to be said of its references that lead nowhere."""

    files: frozenset[Path]
    dangling: dict[str, str]


class Watcher:
    """Looks at the files a few times a second. ``load`` reads the document again, ``use`` puts it to work, and
    ``say`` tells the user what happened."""

    def __init__(
        self,
        document: Document,
        load: Callable[[], Document],
        use: Callable[[Document], None],
        say: Callable[[str], None],
        beside: Iterable[Path] = (),
    ) -> None:
        """``beside``: files that are read with the document and are no part of it."""
        self._document = document
        self._load = load
        self._use = use
        self._say = say
        self._beside = list(beside)
        self._tried: frozenset[Path] = frozenset()
        self._last = self._contents(document)
        self._stamps = self._look() | _outdated(document)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="specforge-watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def check(self) -> bool:
        """Loads the document when one of its files has changed; True when the new one is in use."""
        now = self._look()
        different = changed(self._stamps, now)
        self._stamps = now
        if not different:
            return False
        problem = self._reload()
        self._stamps = self._look() | now
        names = ", ".join(sorted({path.name for path in different}))
        told = f"{problem}; still serving the last good version" if problem else f"reloaded after a change of {names}"
        self._say(told)
        return problem is None

    def _reload(self) -> str | None:
        """What is wrong with the files as they are now; None when they are in use."""
        try:
            document = self._load()
            contents = self._contents(document)
            problem = self._worse(document, contents)
            if problem is None:
                self._use(document)
        except (InputError, UsageError) as error:
            return f"{error.file}:{error.line}:{error.column}: {error.message}"
        self._tried = contents.files
        if problem is None:
            self._document, self._last = document, contents
        return problem

    def _worse(self, document: Document, contents: _Contents) -> str | None:
        """A reference that leads nowhere is a broken save, unless it has led nowhere before."""
        new = next((text for text in contents.dangling if text not in self._last.dangling), None)
        if new is not None:
            return contents.dangling[new]
        if self._document.operations and not document.operations:
            return f"{document.root.name}: no operations left"
        return None

    def _contents(self, document: Document) -> _Contents:
        """Follows every reference, so that each file is known, also those that nobody has asked for yet."""
        found = [reference for reference in walk(document.node, document.version).references if reference.reason]
        missing = [file for reference in found if (file := _file_of(reference)) is not None]
        read = [source.path for source in list(document.sources.values()) if source.path is not None]
        broken = {reference.text: _sentence(reference) for reference in found if reference.reason in _BROKEN}
        return _Contents(frozenset((*read, *missing)), broken)

    def _run(self) -> None:
        while not self._stopped.wait(INTERVAL):
            self.check()

    def _look(self) -> dict[Path, Stamp]:
        return stamps({*self._last.files, *self._tried, *self._beside})


def _outdated(document: Document) -> dict[Path, Stamp]:
    """The files that are no longer what was read: it may be a while since then."""
    read = [(source.path, source.data) for source in list(document.sources.values()) if source.path is not None]
    return {path: None for path, data in read if _content(path) != data}


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _file_of(reference: Reference) -> Path | None:
    """The file that a reference to another one means, also where there is none."""
    name = unquote(reference.text.partition("#")[0])
    beside = reference.place.source.path
    return beside.parent / name if name and beside is not None and "://" not in name else None


def _sentence(reference: Reference) -> str:
    problem = str(reference.resolution.problem)
    if reference.reason is Reason.UNREADABLE_FILE:
        return problem  # it says where in that file
    place, region = reference.place, reference.place.region
    return f"{place.file}:{region.line}:{region.column}: {problem}"
