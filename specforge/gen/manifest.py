"""The manifest beside the generated code: which files are ours, what we wrote into them, and for which contract.

A file that is not in it, or holds something else, is somebody's work. It lies in a repository, so that it may be
broken, old or hostile.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from specforge.errors import OutputError

VERSION = 2


@dataclass(frozen=True, slots=True)
class Known:
    """An operation as it was generated: ``signature`` is that of its service method, where it has one."""

    label: str
    signature: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What a manifest says of the contract. ``operations`` are by service and method: ``BooksService.list_books``.

    ``outdated`` are methods that the user's code has as an earlier contract wanted them. ``retired`` are placeholders.
    """

    tool: str = ""
    package: str = ""
    document: str = ""
    title: str = ""
    targets: tuple[str, ...] = ()
    operations: Mapping[str, Known] = field(default_factory=dict)
    outdated: Mapping[str, Known] = field(default_factory=dict)
    retired: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """``hashes`` are of generated files by path; ``written_once`` are the user's files that we began."""

    hashes: Mapping[str, str] = field(default_factory=dict)
    written_once: frozenset[str] = frozenset()
    record: Record = field(default_factory=Record)


def manifest_path(package: str) -> str:
    """Where the manifest of a package is, below the output folder."""
    return f"{package}/generated/manifest.json"


def read_manifest(path: Path) -> Manifest:
    """The manifest; an empty one where there is none. Raises OutputError for a file that is none."""
    try:
        text = path.read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return Manifest()
    except (OSError, UnicodeDecodeError) as problem:
        raise OutputError(f"cannot read {path}: {getattr(problem, 'strerror', None) or 'it is no text'}") from problem
    try:
        content = json.loads(text)
        manifest = Manifest(_texts(content["files"]), frozenset(map(str, content["written_once"])), _record(content))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise OutputError(
            f"{path} is not a manifest of specforge", help="remove it; generated files then count as edited"
        ) from problem
    return _moved(manifest, path.parent.parent.name)


def manifest_text(manifest: Manifest) -> str:
    """The manifest as JSON."""
    record = manifest.record
    content: dict[str, Any] = {
        "version": VERSION,
        "tool": record.tool,
        "package": record.package,
        "document": record.document,
        "title": record.title,
        "targets": list(record.targets),
        "files": dict(sorted(manifest.hashes.items())),
        "written_once": sorted(manifest.written_once),
        "operations": {key: _line(known) for key, known in sorted(record.operations.items())},
        "outdated": {key: _line(known) for key, known in sorted(record.outdated.items())},
        "retired": list(record.retired),
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _record(content: Mapping[str, Any]) -> Record:
    return Record(
        tool=str(content.get("tool", "")),
        package=str(content.get("package", "")),
        document=str(content.get("document", "")),
        title=str(content.get("title", "")),
        targets=tuple(map(str, content.get("targets", ()))),
        operations=_operations(content.get("operations", {})),
        outdated=_operations(content.get("outdated", {})),
        retired=tuple(map(str, content.get("retired", ()))),
    )


def _texts(value: Mapping[str, Any]) -> dict[str, str]:
    return {str(key): str(item) for key, item in value.items()}


def _line(known: Known) -> str:
    """One string an operation, so that a change of one is a change of one line."""
    return "\n".join((known.label.replace("\n", " "), known.digest, known.signature))


def _operations(value: Mapping[str, Any]) -> dict[str, Known]:
    return {str(key): _known(str(line)) for key, line in value.items()}


def _known(line: str) -> Known:
    label, _, rest = line.partition("\n")
    digest, _, signature = rest.partition("\n")
    return Known(label, signature, digest)


def _moved(manifest: Manifest, package: str) -> Manifest:
    """The same for a package folder that the user has renamed."""
    old = manifest.record.package
    if not old or old == package:
        return manifest

    def moved(path: str) -> str:
        return f"{package}/{path[len(old) + 1 :]}" if path.startswith(f"{old}/") else path

    hashes = {moved(path): digest for path, digest in manifest.hashes.items()}
    return Manifest(hashes, frozenset(map(moved, manifest.written_once)), manifest.record)
