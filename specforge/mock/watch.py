"""Watching the files of a document, so that a save shows at once and a broken save changes nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from specforge.document.model import Document
from specforge.document.stamps import INTERVAL, Stamp, changed, stamps
from specforge.errors import InputError, UsageError


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
        self._stamps = self._look()
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
        return bool(different) and self._reload(different)

    def _reload(self, changed: list[Path]) -> bool:
        try:
            document = self._load()
        except InputError as error:
            self._say(f"{error.file}:{error.line}:{error.column}: {error.message}; still serving the last good version")
            return False
        if self._document.operations and not document.operations:
            self._say(f"{document.root.name}: no operations left; still serving the last good version")
            return False
        try:
            self._use(document)
        except (InputError, UsageError) as error:
            self._say(f"{error.file}:{error.line}:{error.column}: {error.message}; still serving the last good version")
            return False
        self._document = document
        self._stamps = self._look()
        self._say(f"reloaded after a change of {', '.join(sorted(path.name for path in changed))}")
        return True

    def _run(self) -> None:
        while not self._stopped.wait(INTERVAL):
            self.check()

    def _look(self) -> dict[Path, Stamp]:
        paths = [source.path for source in list(self._document.sources.values())]
        return stamps(path for path in (*paths, *self._beside) if path is not None)
