"""The two documents of a comparison: files, folders, URLs, names of the configuration, or files at a git revision."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from specforge.cli.options import Globals, config_for, load_document
from specforge.document.model import Document
from specforge.document.revision import Revision, load_at
from specforge.errors import UsageError


def load_both(globals: Globals, documents: Sequence[str], rev: str | None) -> tuple[Document, Document]:
    """Raises UsageError for too few documents or too many, and InputError."""
    if rev is not None:
        if len(documents) > 1:
            raise UsageError("--rev compares one document with what it was", help="leave out the other one")
        spec = documents[0] if documents else None
        revision = load_document(globals, spec)
        if revision.root.path is None:
            raise UsageError(f"--rev {rev} needs a document that is a file")
        return _at_revision(globals, rev, str(revision.root.path.absolute()), "--rev"), revision
    if len(documents) != 2:
        counted = "one is" if len(documents) == 1 else f"{len(documents) or 'none'} are"
        raise UsageError(
            f"two documents are needed, and {counted} given",
            help="name what it was and what it is now, or compare with git: --rev main",
        )
    return _load_side(globals, documents[0]), _load_side(globals, documents[1])


def _load_side(globals: Globals, name: str) -> Document:
    """A document that somebody named, perhaps as it was at a git revision."""
    revision, colon, path = name.partition(":")
    is_git = colon and path and not path.startswith("//") and not os.path.lexists(name)
    if is_git and name not in config_for(globals).apis:
        return _at_revision(globals, revision, path, "revision")
    return load_document(globals, name)


def _at_revision(globals: Globals, name: str, path: str, asked: str) -> Document:
    folder = Path(path).parent if os.path.isabs(path) else Path.cwd()  # noqa: PTH117
    revision = click.get_current_context().with_resource(Revision(folder, name, asked))
    return load_at(revision, path, config_for(globals).load_options)
