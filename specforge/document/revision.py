"""A document as it was at a git revision, read from git's own store: nothing is checked out, nothing is written.

Files that are the same now as then are not read again: the old document shares their Source with the new one, so that
comparing the two costs what has changed.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from types import TracebackType
from urllib.parse import unquote, urlsplit

from specforge.document.load import ROOT_NAMES, LoadOptions, open_url
from specforge.document.model import Document
from specforge.document.refs import Resolver
from specforge.document.source import Source
from specforge.errors import InputError, UnreadableError, UsageError

_LINK = "120000"
_MAX_LINKS = 8


class Revision:
    """One commit of the repository around a folder. A context manager: git runs while it is open."""

    def __init__(self, folder: Path, name: str, asked: str = "--since") -> None:
        """Raises UsageError where there is no git, no repository, or no such revision. ``asked``: what named it."""
        self.name = name
        self.top = Path(_repository(folder, f"{asked} {name}"))
        self._commit = _commit(self.top, name)
        self._blobs = _blobs(self.top, self._commit)
        self._folders: dict[str, str | None] = {}
        self._same: dict[Source, bool] = {}
        self._git: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Revision:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._git is not None:
            with self._git:
                self._git.terminate()

    def is_same(self, source: Source) -> bool:
        """True for a file that is now, byte for byte, what it was then."""
        if source not in self._same:
            file = file_of(source.uri)
            blob = self._blob(file) if file else None
            self._same[source] = blob is not None and blob == _name_of(source.data, len(blob))
        return self._same[source]

    def read(self, file: Path) -> bytes | None:
        """What the file held; None where it did not exist."""
        blob = self._blob(file)
        return self._content(blob) if blob else None

    def renamed_from(self, file: Path) -> Path | None:
        """Where a file that did not exist lay before, as far as git can tell."""
        old = self._renames.get(self._inside(file) or "")
        return self.top / old if old else None

    @cached_property
    def _renames(self) -> dict[str, str]:
        """New names of files to old ones, also where the change is not committed."""
        output = _run(self.top, "diff", "--name-status", "--find-renames", "--diff-filter=R", "-z", self._commit)
        fields = output.split("\0")
        return dict(zip(fields[2::3], fields[1::3], strict=False))

    def _inside(self, file: Path) -> str | None:
        """The file's path in the repository. Folders may be links; whether the file itself is one, git says."""
        folder = os.path.dirname(file)  # noqa: PTH120  asked for thousands of files; a Path for each takes longer
        if folder not in self._folders:
            real = Path(os.path.realpath(folder))
            inside = real.relative_to(self.top).as_posix() if real.is_relative_to(self.top) else None
            self._folders[folder] = "" if inside == "." else f"{inside}/" if inside else None
        start = self._folders[folder]
        return None if start is None else start + file.name

    def _blob(self, file: Path) -> str | None:
        for _ in range(_MAX_LINKS):
            mode, blob = self._blobs.get(self._inside(file) or "", ("", None))
            if mode != _LINK or blob is None:
                return blob
            file = file.parent / self._content(blob).decode("utf-8", "surrogateescape")
        return None

    def _content(self, blob: str) -> bytes:
        if self._git is None:
            self._git = _start(self.top)
        git = self._git
        assert git.stdin and git.stdout
        git.stdin.write(f"{blob}\n".encode())
        git.stdin.flush()
        head = git.stdout.readline().split()
        if len(head) != 3:
            raise UsageError(f"git cannot read a file of {self.name}", help="fetch the revision with its files")
        content = git.stdout.read(int(head[2]))
        git.stdout.read(1)
        return content


def document_at(revision: Revision, now: Document) -> Document | None:
    """The document as it was; None where its root file did not exist or could not be read."""
    root = _old_source(revision, now, now.root.uri)
    if root is None and (file := file_of(now.root.uri)):
        before = revision.renamed_from(file)
        root = _old_source(revision, now, before.as_uri()) if before else None
    if root is None:
        return None

    def open_old(uri: str) -> Source:
        found = _old_source(revision, now, uri) if file_of(uri) else now.sources.get(uri)
        if found is None:
            raise UnreadableError(f"{uri} did not exist at {revision.name}", file=uri)
        return found

    return Document(Resolver(root, open_old), root)


def load_at(revision: Revision, name: str, options: LoadOptions | None = None) -> Document:
    """The document at ``name`` as it was: a file or a folder, by its path in the repository or from the working folder.

    Raises UnreadableError where there was no such file, and SyntaxProblem.
    """
    file = next((file for file in _candidates(revision, name) if revision.read(file) is not None), None)
    file = file or next(filter(None, map(revision.renamed_from, _candidates(revision, name))), None)
    if file is None:
        path = Path(name)
        shown = path.relative_to(revision.top).as_posix() if path.is_relative_to(revision.top) else name
        raise UnreadableError(f"{shown} did not exist at {revision.name}", file=f"{revision.name}:{shown}")
    root = _read_at(revision, file)

    def open_then(uri: str) -> Source:
        then = file_of(uri)
        return _read_at(revision, then) if then else open_url(uri, options or LoadOptions())

    return Document(Resolver(root, open_then), root)


def _candidates(revision: Revision, name: str) -> Iterator[Path]:
    """What a name may mean. As for git, it is a path from the top of the repository first."""
    for path in (revision.top / name, Path.cwd() / name):
        yield path
        yield from (path / root for root in ROOT_NAMES)


def _read_at(revision: Revision, file: Path) -> Source:
    inside = file.relative_to(revision.top).as_posix() if file.is_relative_to(revision.top) else str(file)
    data = revision.read(file)
    if data is None:
        raise UnreadableError(f"{inside} did not exist at {revision.name}", file=f"{revision.name}:{inside}")
    return Source(file.as_uri(), f"{revision.name}:{inside}", data, file)


def _old_source(revision: Revision, now: Document, uri: str) -> Source | None:
    source, file = now.sources.get(uri), file_of(uri)
    if source is not None and revision.is_same(source):
        return source
    data = revision.read(file) if file else None
    try:
        return Source(uri, f"{revision.name}:{file}", data, file) if data is not None else None
    except InputError:
        return None


def file_of(uri: str) -> Path | None:
    """The path of a file URI."""
    parts = urlsplit(uri)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


def _repository(folder: Path, wish: str) -> str:
    try:
        return _run(folder, "rev-parse", "--show-toplevel").rstrip("\n")
    except FileNotFoundError as problem:
        raise UsageError(f"{wish} needs git, which is not installed") from problem
    except _GitError as problem:
        help = None if "not a git repository" in str(problem) else str(problem)
        raise UsageError(f"{wish} needs a git repository, and {folder} is in none", help=help) from problem


def _commit(top: Path, name: str) -> str:
    """The commit that is meant. ``main...`` is, as for git, where the work left ``main``."""
    try:
        if name.endswith("..."):
            return _run(top, "merge-base", "--end-of-options", name[:-3], "HEAD").strip()
        return _run(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}").split()[-1]
    except _GitError as problem:
        is_shallow = _run(top, "rev-parse", "--is-shallow-repository").strip() == "true"
        help = "this clone is shallow: fetch the revision first (in CI, check out with the full history)"
        raise UsageError(f"git knows no revision {name!r}", help=help if is_shallow else None) from problem


def _blobs(top: Path, commit: str) -> dict[str, tuple[str, str]]:
    """Path to mode and name of every file."""
    found = {}
    for line in _run(top, "ls-tree", "-r", "-z", "--full-tree", commit).split("\0"):
        about, _, path = line.partition("\t")
        if path:
            mode, _, blob = about.split(" ")
            found[path] = (mode, blob)
    return found


def _name_of(data: bytes, length: int) -> str:
    """The name that git gives this content; repositories have 40 digits (SHA-1) or 64 (SHA-256)."""
    digest = hashlib.sha1(usedforsecurity=False) if length == 40 else hashlib.sha256()
    digest.update(b"blob %d\0" % len(data))
    digest.update(data)
    return digest.hexdigest()


class _GitError(Exception):
    """What git said when it failed."""


def _run(folder: Path, *arguments: str) -> str:
    result = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=False)
    if result.returncode:
        raise _GitError(result.stderr.decode("utf-8", "replace").strip())
    return result.stdout.decode("utf-8", "surrogateescape")


def _start(top: Path) -> subprocess.Popen[bytes]:
    command = ["git", "-C", str(top), "cat-file", "--batch"]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
