"""What a run is to do where nobody says so: what the last run did in the same folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from specforge.document.model import Document
from specforge.gen.manifest import Record, manifest_path, read_manifest
from specforge.gen.settings import Settings
from specforge.gen.target import has_framework


def last_records(folder: Path, document: Document) -> list[Record]:
    """What the manifests in a folder say that are of this document. Raises OutputError for one that is none."""
    records = []
    for path in sorted(folder.glob(manifest_path("*"))):
        record = replace(read_manifest(path).record, package=path.parent.parent.name)
        if _is_same(record, document):
            records.append(record)
    return records


def with_last_package(settings: Settings, records: list[Record]) -> Settings:
    """The package name of the last run: a new title must not move an application to another package."""
    if settings.package is None and len(records) == 1:
        return replace(settings, package=records[0].package)
    return settings


def with_last_targets(named: tuple[str, ...], package: str | None, records: list[Record]) -> tuple[str, ...]:
    """The targets of a run. One that names no framework adds to the last one: `-t client` removes no server."""
    if len(records) != 1 or package not in (None, records[0].package):
        return named
    last = records[0].targets
    return tuple(dict.fromkeys((*last, *named))) if has_framework(last) and not has_framework(named) else named


def _is_same(record: Record, document: Document) -> bool:
    """The same file name, and the same title or half of the same operations: others are called openapi.yaml too."""
    if record.document != document.root.name.rsplit("/", 1)[-1]:
        return False
    labels = {operation.label for operation in document.operations}
    known = {one.label for one in record.operations.values()}
    return record.title == document.title or (bool(known) and len(known & labels) * 2 >= len(known))
