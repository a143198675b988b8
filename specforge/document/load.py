"""Loading: from what a user names (a file, a folder, a URL, standard input) to a Document."""

from __future__ import annotations

import contextlib
import importlib
import os
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from specforge.document.model import Document
from specforge.document.refs import NotAllowed, Reason, Resolver
from specforge.document.roots import find_roots
from specforge.document.source import Source
from specforge.errors import UnreadableError

MAX_BYTES = 200_000_000
ROOT_NAMES = ("openapi.yaml", "openapi.yml", "openapi.json", "swagger.yaml", "swagger.yml", "swagger.json")
_PROJECT_MARKS = (".git", "specforge.toml", "pyproject.toml")


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """What a document may read besides its own root folder, and how.

    ``allow_hosts`` are host names whose URLs may be fetched; ``allow_outside`` lets references leave the root folder.
    ``stdin_name`` is the file that standard input stands for: messages name it, references start from its folder.
    ``open`` reads a file instead of ``open_file``: an editor has unsaved texts. It raises what ``open_file`` raises.
    """

    allow_hosts: frozenset[str] = frozenset()
    allow_outside: bool = False
    stdin_name: str | None = None
    open: Callable[[Path], Source] | None = None


def load(path: str | Path, options: LoadOptions | None = None) -> Document:
    """Reads the document at ``path``: a file, a folder with an ``openapi.yaml`` in it, ``-``, or a URL that is allowed.

    Referenced files are read when somebody follows the reference. Raises UnreadableError or SyntaxProblem. A file
    that is no OpenAPI document at all still loads: its ``version.family`` is None, and lint says what is wrong.
    """
    options = options or LoadOptions()
    text = str(path)
    if text == "-":
        if sys.stdin is None:
            raise UnreadableError("standard input is closed", file="<stdin>")
        name = options.stdin_name or "<stdin>"
        return _from_bytes(_read(sys.stdin.buffer, name), name, Path.cwd() / (options.stdin_name or "-"), options)
    if text.startswith(("http://", "https://")):
        return _document(_open_named_url(text, options), None, options)
    file = _file_of(Path(path))
    return _document((options.open or open_file)(file), file, options)


def load_text(text: str | bytes, name: str = "openapi.yaml", options: LoadOptions | None = None) -> Document:
    """Reads a document from memory; references are resolved as if it lay in the working folder under ``name``."""
    data = text.encode() if isinstance(text, str) else text
    return _from_bytes(data, name, Path.cwd() / name, options or LoadOptions())


def _file_of(path: Path) -> Path:
    if not os.path.isdir(path):  # noqa: PTH112  Path.is_dir raises an error for a name that is too long
        return path
    if not os.access(path, os.R_OK | os.X_OK):
        raise UnreadableError("cannot read this folder: permission denied", file=str(path))
    for name in ROOT_NAMES:
        if (path / name).is_file():
            return path / name
    roots = find_roots(path)
    if len(roots) == 1:
        return roots[0]
    found = f"{len(roots)} documents" if roots else "no OpenAPI document"
    raise UnreadableError(f"{found} in this folder", file=str(path), help=f"name the file, or call it {ROOT_NAMES[0]}")


def _from_bytes(data: bytes, name: str, file: Path, options: LoadOptions) -> Document:
    return _document(Source(file_uri(file), name, data), file, options)


def _document(source: Source, file: Path | None, options: LoadOptions) -> Document:
    opener = _Opener(root_folder(file) if file else None, options)
    return Document(Resolver(source, opener), source)


def root_folder(file: Path) -> Path:
    """What references must not leave: the outermost of the file's folder, its project's and the working folder."""
    folder = file.resolve().parent
    working = Path.cwd().resolve()
    around = (folder, *folder.parents)
    project = next((p for p in around if any((p / mark).exists() for mark in _PROJECT_MARKS)), folder)
    candidates = [folder, project]
    if folder.is_relative_to(working) and working != Path(working.anchor):
        candidates.append(working)
    return min(candidates, key=lambda candidate: len(candidate.parts))


class _Opener:
    """Opens the files that references name, inside the policy of LoadOptions."""

    def __init__(self, root: Path | None, options: LoadOptions) -> None:
        self._root = root
        self._options = options
        self._folders: dict[Path, bool] = {}

    def __call__(self, uri: str) -> Source:
        scheme = urlsplit(uri).scheme
        if scheme in ("http", "https"):
            return open_url(uri, self._options)
        if scheme != "file":
            raise NotAllowed(
                Reason.REMOTE, f"`{uri}` cannot be fetched", "give the schema as a file beside the document"
            )
        file = Path(unquote(urlsplit(uri).path))
        try:
            self._check(file)
        except (OSError, ValueError, RuntimeError) as error:
            # A zero byte, a name of 5000 letters, a letter that the locale's encoding does not have, a link to itself
            # (RuntimeError before Python 3.13).
            raise UnreadableError("there can be no such file", file=display_name(file)) from error
        return (self._options.open or open_file)(file)

    def _check(self, file: Path) -> None:
        if not (self._options.allow_outside or self._is_inside(file)):
            raise _outside(file)
        # Reading a pipe that a reference names would wait for ever. Who opens the file says it when there is none.
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            mode = file.stat().st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                raise UnreadableError("this is a device or a pipe, not a file", file=display_name(file))

    def _is_inside(self, file: Path) -> bool:
        """A folder is resolved once: a document of three thousand files has a few dozen of them."""
        if self._root is None:
            return False
        if file.is_symlink():
            return file.resolve().is_relative_to(self._root)
        folder = file.parent
        if folder not in self._folders:
            self._folders[folder] = folder.resolve().is_relative_to(self._root)
        return self._folders[folder]


def _outside(file: Path) -> Exception:
    name = display_name(file)
    if not file.exists():
        return UnreadableError(f"{name} does not exist", file=name)
    message = f"{name} lies outside the document's root folder and was not read"
    help = "put the document into one project folder, or set `allow_outside = true` under [load] in specforge.toml"
    return NotAllowed(Reason.OUTSIDE, message, help)


def open_file(file: Path) -> Source:
    """Reads and parses a file. Raises UnreadableError or SyntaxProblem."""
    absolute = _absolute(file)
    name = display_name(absolute)
    try:
        with file.open("rb") as stream:
            data = _read(stream, name)
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and os.path.isdir(file):  # noqa: PTH112  as in _file_of
            raise UnreadableError("this is a folder", file=name) from error
        message = error.strerror.lower() if isinstance(error, OSError) and error.strerror else str(error)
        raise UnreadableError(f"cannot read {name}: {message}", file=name) from error
    return Source(absolute.as_uri(), name, data, file)


def read_bytes(file: Path) -> bytes:
    """All of a file that is no part of a document, within the same limit. Raises OSError and UnreadableError."""
    with file.open("rb") as stream:
        return _read(stream, str(file))


def _read(stream: BinaryIO, name: str) -> bytes:
    """All of a stream. A device or a pipe tells its size only by being read, and some of them never end."""
    data = stream.read(MAX_BYTES + 1) if _size(stream) <= MAX_BYTES else None
    if data is None or len(data) > MAX_BYTES:
        raise UnreadableError(f"the file is larger than {MAX_BYTES // 1_000_000} MB", file=name)
    return data


def _size(stream: BinaryIO) -> int:
    """The size of a regular file; 0 for what has none (also a stream that a test put in the place of stdin)."""
    try:
        return os.fstat(stream.fileno()).st_size
    except OSError:
        return 0


def file_uri(file: Path) -> str:
    """The URI that identifies a file."""
    return _absolute(file).as_uri()


def _absolute(file: Path) -> Path:
    """``..`` is folded as a URI folds it, so that one file has one name; links are kept as written."""
    absolute = file.absolute()
    return Path(*_fold(absolute.parts)) if ".." in absolute.parts else absolute


def _fold(parts: tuple[str, ...]) -> list[str]:
    folded: list[str] = []
    for part in parts:
        if part == ".." and len(folded) > 1:
            folded.pop()
        elif part != "..":
            folded.append(part)
    return folded


def display_name(file: Path) -> str:
    """Relative to the working folder where the file lies below it, otherwise absolute."""
    return str(_absolute(file)).removeprefix(str(Path.cwd()).rstrip(os.sep) + os.sep)


def _open_named_url(url: str, options: LoadOptions) -> Source:
    try:
        return open_url(url, options)
    except NotAllowed as error:
        raise UnreadableError(str(error), file=url, help=error.help) from error


def open_url(url: str, options: LoadOptions) -> Source:
    """Fetches and parses a URL whose host is allowed. Raises NotAllowed, UnreadableError and SyntaxProblem."""
    try:
        host = urlsplit(url).hostname
    except ValueError as error:
        raise UnreadableError(f"{url!r} is not a URL: {str(error).lower()}", file=url) from error
    if not host:
        raise UnreadableError(f"{url!r} names no host", file=url)
    if host not in options.allow_hosts:
        message = f"{url} was not fetched: host {host!r} is not allowed"
        raise NotAllowed(Reason.REMOTE, message, f'add allow_hosts = ["{host}"] under [load] in specforge.toml')
    # An HTTP client costs more start-up than linting a small document: it is imported by the rare run that fetches.
    fetch = importlib.import_module("specforge.document.fetch")
    return Source(url, url, fetch.fetch(url))
