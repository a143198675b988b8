"""Writing what was generated: only what changed, never over somebody's edits, all of it or nothing."""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import shutil
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from specforge.atomic import replace_all
from specforge.errors import OutputError
from specforge.gen.manifest import Known, Manifest, manifest_path, manifest_text, read_manifest
from specforge.gen.record import record_of
from specforge.gen.run import Generated
from specforge.gen.target import File


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
    """All files of a generation compared with a folder. ``manifest`` is what it is to say afterwards."""

    folder: Path
    package: str
    files: tuple[Change, ...]
    manifest: Manifest

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


def compare(generated: Generated, folder: Path, outdated: Mapping[str, Known] | None = None) -> Changes:
    """What writing would change. ``outdated`` is for the manifest to remember: methods of the user's that an earlier
    contract wanted. Raises OutputError for a manifest or a file that cannot be read."""
    package = generated.plan.package
    old = read_manifest(folder / manifest_path(package))
    changes = [
        _user_change(file, folder, old) if file.is_users else _change(file, folder, old) for file in generated.files
    ]
    current = {file.path for file in generated.files}
    changes += [_stale(path, folder, old) for path in sorted(old.hashes.keys() - current) if _inside(path, folder)]
    changes = [change for change in changes if change.old is not None or change.new is not None]
    once = {file.path for file in generated.files if file.is_users} | old.written_once
    manifest = Manifest(_hashes(changes, once), frozenset(once), record_of(generated, outdated or {}))
    return Changes(folder, package, tuple(changes), manifest)


def write(changes: Changes, *, force: bool = False) -> None:
    """Bring the folder up to date. Raises OutputError, before anything is written, when edits would be lost."""
    if changes.edited and not force:
        raise _refusal(changes)
    texts: dict[Path, str] = {}
    for change in changes.pending:
        if change.new is not None:
            texts[changes.folder / change.path] = change.new
    # Last, so that an interrupted run leaves files that look edited rather than edits that look like ours.
    texts[changes.folder / manifest_path(changes.package)] = manifest_text(changes.manifest)
    replace_all(texts, [changes.folder / change.path for change in changes.pending if change.new is None])
    for change in changes.pending:
        if change.new is None:
            _tidy(changes.folder / change.path, changes.folder)


def _refusal(changes: Changes) -> OutputError:
    names = ", ".join(change.path for change in changes.edited[:5])
    more = f" and {len(changes.edited) - 5} more" if len(changes.edited) > 5 else ""
    for other in sorted(changes.folder.glob(manifest_path("*"))):
        package = other.parent.parent.name
        if package != changes.package and all(one.path in read_manifest(other).hashes for one in changes.edited):
            rename = f"to rename it, rename its folder to {changes.package} and run again"
            return OutputError(
                f"{names}{more} are of the package {package}, which was generated into the same folder",
                help=f"{rename}; to have both, give another --out",
            )
    return OutputError(
        f"generated files were edited: {names}{more}",
        help="move the edits into files of your own, or give --force to lose them",
    )


def diff(changes: Iterable[Change]) -> str:
    """The changes as a unified diff."""
    lines: list[str] = []
    for change in changes:
        old, new = (change.old or "").splitlines(True), (change.new or "").splitlines(True)
        before = f"a/{change.path}" if change.old is not None else "/dev/null"
        after = f"b/{change.path}" if change.new is not None else "/dev/null"
        lines += difflib.unified_diff(old, new, before, after)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _change(file: File, folder: Path, manifest: Manifest) -> Change:
    old = _read(folder / file.path)
    if old is None:
        state = State.NEW
    elif _digest(old) == _digest(file.text):
        state = State.SAME
    else:
        state = State.CHANGED if manifest.hashes.get(file.path) == _digest(old) else State.EDITED
    return Change(file.path, state, old, file.text)


def _user_change(file: File, folder: Path, manifest: Manifest) -> Change:
    """Written when it never was: one that the user removed stays away."""
    path = folder / file.path
    if path.exists() or file.path in manifest.written_once:
        return Change(file.path, State.KEPT, "", "")
    return Change(file.path, State.NEW, None, file.text)


def _stale(path: str, folder: Path, manifest: Manifest) -> Change:
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


def _hashes(changes: Iterable[Change], once: Container[str]) -> dict[str, str]:
    ours = (change for change in changes if change.path not in once)
    return {change.path: _digest(change.new) for change in ours if change.new is not None}


def _tidy(removed: Path, folder: Path) -> None:
    """Remove the folders that a removed file leaves empty."""
    for parent in _parents_below(removed, folder):
        with contextlib.suppress(OSError):
            if any(child.name != "__pycache__" for child in parent.iterdir()):
                return
            shutil.rmtree(parent / "__pycache__", ignore_errors=True)
            parent.rmdir()


def _parents_below(target: Path, folder: Path) -> Iterable[Path]:
    return (parent for parent in target.parents if parent != folder and parent.is_relative_to(folder))
