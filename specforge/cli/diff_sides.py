"""The two documents of a comparison: files, folders, URLs, names of the configuration, or files at a git revision."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from specforge.cli.options import Globals, config_for, load_document
from specforge.document.model import Document
from specforge.document.revision import Revision, load_at
from specforge.errors import SyntaxProblem, UsageError


def load_both(globals: Globals, documents: Sequence[str], rev: str | None) -> tuple[Document, Document]:
    """Raises UsageError for too few documents or too many, and InputError."""
    if rev is not None:
        if len(documents) > 1:
            raise UsageError("--rev compares one document with what it was", help="leave out the other one")
        spec = documents[0] if documents else None
        revision = load_document(globals, spec)
        if revision.root.path is None:
            raise UsageError(f"--rev {rev} needs a document that is a file")
        return _api(_at_revision(globals, rev, str(revision.root.path.absolute()), "--rev")), _api(revision)
    if len(documents) != 2:
        counted = "one is" if len(documents) == 1 else f"{len(documents) or 'none'} are"
        raise UsageError(
            f"two documents are needed, and {counted} given",
            help="name what it was and what it is now, or compare with git: --rev main",
        )
    base, revision = (_load_side(globals, name) for name in documents)
    return _api(base), _api(revision)


def _api(document: Document) -> Document:
    """The document. Raises SyntaxProblem for what promises nothing: next to it, everything would be new, or gone."""
    if document.version.family is None and not document.operations and not document.schemas:
        region = document.place.region
        raise SyntaxProblem(
            "this is no OpenAPI document: it has neither a known version nor paths or schemas",
            file=document.root.name,
            line=region.line,
            column=region.column,
            help="name the file that starts with openapi or swagger",
        )
    return document


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
