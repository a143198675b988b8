"""The files as the author sees them: the unsaved text where an editor has one, what is on disk elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lsprotocol.types import TextDocumentContentChangeEvent
from pygls.uris import to_fs_path

from specforge.document.load import display_name, file_uri, open_file
from specforge.document.source import Source
from specforge.document.stamps import Stamp, stamp
from specforge.errors import InputError
from specforge.lsp.positions import Encoding, changed


def file_of(uri: str) -> Path | None:
    """The file of an editor's URI; None for what is no file (a diff, say).

    A text that was never saved is taken for a file with a name that nobody gives to one.
    """
    if urlsplit(uri).scheme == "untitled":
        file = Path.cwd() / unquote(urlsplit(uri).path)
        return file.with_name(f"untitled:{file.name}") if file.name else None
    path = to_fs_path(uri) if urlsplit(uri).scheme == "file" else None
    return Path(path) if path else None


class Desk:
    """The open texts, and the parsed files, which are read again only when they have changed.

    Files are known by the URI of ``file_uri``. Editors spell theirs as they like; ``spelling`` remembers how.
    """

    def __init__(self) -> None:
        # Replaced and never changed: a check in another thread goes on with the texts that it started with.
        self.texts: Mapping[str, str] = {}
        self.versions: dict[str, int | None] = {}
        self._spellings: dict[str, str] = {}
        self._parsed: dict[str, tuple[str | Stamp, Source]] = {}

    def put(self, uri: str, text: str, version: int | None) -> str | None:
        """An editor opened a text. Returns the URI by which its file is known here, None when it is no file."""
        file = file_of(uri)
        if file is None:
            return None
        own = file_uri(file)
        self._spellings[own] = uri
        self.versions[own] = version
        self.texts = {**self.texts, own: text}
        return own

    def change(
        self, uri: str, changes: list[TextDocumentContentChangeEvent], version: int | None, encoding: Encoding
    ) -> str | None:
        """An editor changed a text."""
        text = self.texts.get(self.known(uri) or "", "")
        for change in changes:
            text = changed(text, change, encoding)
        return self.put(uri, text, version)

    def remove(self, uri: str) -> str | None:
        """An editor closed a text: what counts is on disk again."""
        own = self.known(uri)
        self.texts = {name: text for name, text in self.texts.items() if name != own}
        self.versions.pop(own or "", None)
        return own

    def known(self, uri: str) -> str | None:
        """The URI by which the file of an editor's URI is known here."""
        file = file_of(uri)
        return file_uri(file) if file is not None else None

    def spelling(self, own: str) -> str:
        """The URI that the editor knows the file by."""
        return self._spellings.get(own, own)

    def look(self, *, keeps: bool = True) -> Look:
        """The files as they are now. What is parsed is kept for the next look, unless nobody may ever ask again."""
        return Look(self.texts, self._parsed if keeps else dict(self._parsed))

    def forget(self, others_than: set[str]) -> None:
        """Nobody asks for the other files any more."""
        for uri in self._parsed.keys() - others_than:
            del self._parsed[uri]


class Look:
    """The files at one moment. ``opened`` are those that were read, or tried, and ``failures`` say why not."""

    def __init__(self, texts: Mapping[str, str], parsed: dict[str, tuple[str | Stamp, Source]]) -> None:
        self._texts = texts
        self._parsed = parsed
        self.opened: set[str] = set()
        self.failures: dict[str, InputError] = {}

    def open(self, file: Path) -> Source:
        """The file, for LoadOptions.open. Raises UnreadableError or SyntaxProblem."""
        uri = file_uri(file)
        self.opened.add(uri)
        try:
            return self._source(uri, file)
        except InputError as problem:
            self.failures[uri] = problem
            raise

    def _source(self, uri: str, file: Path) -> Source:
        text = self._texts.get(uri)
        state: str | Stamp = stamp(file) if text is None else text
        before, source = self._parsed.get(uri, (None, None))
        if source is not None and before is not None and (before is state or before == state):
            return source
        if text is None:
            source = open_file(file)
        else:
            source = Source(uri, display_name(file), text.encode("utf-8", "surrogatepass"), file)
        self._parsed[uri] = (state, source)
        return source
