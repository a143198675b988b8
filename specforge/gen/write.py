"""Writing what was generated: only what changed, never over somebody's edits, each file whole or not at all.

The manifest beside the generated code says which files are ours and what we wrote into them. A file that is not in it,
or holds something else, is somebody's work.
"""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from specforge.atomic import write_atomically
from specforge.errors import OutputError
from specforge.gen.run import Generated
from specforge.gen.target import File

_VERSION = 1


class State(Enum):
    """What would happen to a file."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "unchanged"
    STALE = "removed"
    EDITED = "edited"  # a generated file that somebody changed: overwritten or removed only by force
    KEPT = "kept"  # a user's file


@dataclass(frozen=True, slots=True)
class Change:
    """One file: what is there (None: nothing) and what is to be there (None: nothing)."""

    path: str
    state: State
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Changes:
    """All files of a generation compared with a folder."""

    folder: Path
    manifest: str
    files: tuple[Change, ...]
    written_once: tuple[str, ...]

    @property
    def pending(self) -> tuple[Change, ...]:
        """What is not as it should be."""
        return tuple(change for change in self.files if change.state not in (State.SAME, State.KEPT))

    @property
    def edited(self) -> tuple[Change, ...]:
        """What only force would touch."""
        return tuple(change for change in self.files if change.state is State.EDITED)

    def count(self, state: State) -> int:
        """How many files are in a state."""
        return sum(change.state is state for change in self.files)


@dataclass(frozen=True, slots=True)
class _Manifest:
    hashes: dict[str, str]
    written_once: frozenset[str]


def compare(generated: Generated, folder: Path) -> Changes:
    """What writing would change. Raises OutputError for a manifest or a file that cannot be read."""
    name = f"{generated.plan.package}/generated/manifest.json"
    manifest = _read_manifest(folder / name)
    changes = [
        _user_change(file, folder, manifest) if file.is_users else _change(file, folder, manifest)
        for file in generated.files
    ]
    current = {file.path for file in generated.files}
    changes += [
        _stale(path, folder, manifest) for path in sorted(manifest.hashes.keys() - current) if _inside(path, folder)
    ]
    once = {file.path for file in generated.files if file.is_users} | manifest.written_once
    return Changes(
        folder,
        name,
        tuple(change for change in changes if change.old is not None or change.new is not None),
        tuple(sorted(once)),
    )


def write(changes: Changes, *, force: bool = False) -> None:
    """Bring the folder up to date. Raises OutputError, before anything is written, when edits would be lost."""
    if changes.edited and not force:
        names = ", ".join(change.path for change in changes.edited[:5])
        more = f" and {len(changes.edited) - 5} more" if len(changes.edited) > 5 else ""
        raise OutputError(
            f"generated files were edited: {names}{more}",
            help="move the edits into files of your own, or give --force to lose them",
        )
    for change in changes.pending:
        target = changes.folder / change.path
        if change.new is None:
            _remove(target, changes.folder)
        else:
            write_atomically(target, change.new)
    # Last, so that an interrupted run leaves files that look edited rather than edits that look like ours.
    write_atomically(changes.folder / changes.manifest, _manifest_text(changes))


def diff(changes: Changes) -> str:
    """The changes as a unified diff."""
    lines: list[str] = []
    for change in changes.pending:
        old, new = (change.old or "").splitlines(True), (change.new or "").splitlines(True)
        before = f"a/{change.path}" if change.old is not None else "/dev/null"
        after = f"b/{change.path}" if change.new is not None else "/dev/null"
        lines += difflib.unified_diff(old, new, before, after)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _change(file: File, folder: Path, manifest: _Manifest) -> Change:
    old = _read(folder / file.path)
    if old is None:
        state = State.NEW
    elif _digest(old) == _digest(file.text):
        state = State.SAME
    else:
        state = State.CHANGED if manifest.hashes.get(file.path) == _digest(old) else State.EDITED
    return Change(file.path, state, old, file.text)


def _user_change(file: File, folder: Path, manifest: _Manifest) -> Change:
    """Written when it never was: one that the user removed stays away."""
    path = folder / file.path
    if path.exists() or file.path in manifest.written_once:
        return Change(file.path, State.KEPT, "", "")
    return Change(file.path, State.NEW, None, file.text)


def _stale(path: str, folder: Path, manifest: _Manifest) -> Change:
    old = _read(folder / path)
    is_ours = old is None or manifest.hashes[path] == _digest(old)
    return Change(path, State.STALE if is_ours else State.EDITED, old, None)


def _inside(path: str, folder: Path) -> bool:
    """A manifest is a file in a repository: it must not name files elsewhere."""
    return (folder / path).resolve().is_relative_to(folder.resolve())


def _digest(text: str) -> str:
    """Of the text with plain line ends: version control may have changed them."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()


def _read(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8", "replace") if path.exists() else None
    except OSError as problem:
        raise OutputError(f"cannot read {path}: {problem.strerror or problem}") from problem


def _read_manifest(path: Path) -> _Manifest:
    text = _read(path)
    if text is None:
        return _Manifest({}, frozenset())
    try:
        content = json.loads(text)
        return _Manifest(dict(content["files"]), frozenset(content["written_once"]))
    except (ValueError, KeyError, TypeError) as problem:
        raise OutputError(
            f"{path} is not a manifest of specforge", help="remove it; generated files then count as edited"
        ) from problem


def _manifest_text(changes: Changes) -> str:
    hashes = {
        change.path: _digest(change.new)
        for change in changes.files
        if change.new is not None and change.path not in changes.written_once
    }
    content = {"version": _VERSION, "files": dict(sorted(hashes.items())), "written_once": list(changes.written_once)}
    return json.dumps(content, indent=2) + "\n"


def _remove(target: Path, folder: Path) -> None:
    """The file, and the folders that it leaves empty."""
    try:
        target.unlink(missing_ok=True)
    except OSError as problem:
        raise OutputError(f"cannot remove {target}: {problem.strerror or problem}") from problem
    for parent in _parents_below(target, folder):
        if any(child.name != "__pycache__" for child in parent.iterdir()):
            return
        with contextlib.suppress(OSError):
            parent.rmdir()


def _parents_below(target: Path, folder: Path) -> Iterable[Path]:
    return (parent for parent in target.parents if parent != folder and parent.is_relative_to(folder))
