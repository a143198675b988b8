"""``specforge diff``: what changed between two versions of a document, and whom does it break?"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from specforge.cli.options import (
    Globals,
    Verb,
    config_for,
    fail_on_option,
    global_options,
    load_document,
    report_and_exit,
)
from specforge.diff.change import Change
from specforge.diff.engine import compare
from specforge.diff.rule import RULES
from specforge.diff.settings import STABILITY_LEVELS, DiffSettings
from specforge.document.model import Document
from specforge.document.revision import Revision, load_at
from specforge.errors import UsageError
from specforge.findings.model import Report, RuleInfo
from specforge.findings.threshold import passes

F = TypeVar("F", bound=Callable[..., Any])
_DAYS = click.IntRange(min=0)

_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option("--rev", metavar="REVISION", help="Compare with the same file at this git revision, such as main."),
    click.option("--check-version", is_flag=True, help="Also check that info.version tells of breaking changes."),
    click.option(
        "--stability-level",
        type=click.Choice(STABILITY_LEVELS),
        default="beta",
        help="Leave operations alone whose x-stability-level is lower. Default: beta.",
    ),
    click.option(
        "--deprecation-days-beta",
        type=_DAYS,
        default=0,
        help="Days from a deprecation to its sunset in beta operations. Default: 0, no sunset needed.",
    ),
    click.option(
        "--deprecation-days-stable",
        type=_DAYS,
        default=0,
        help="The same in stable operations. Default: 0.",
    ),
    click.option("--attributes", metavar="LIST", default="", help="Show these x- fields of operations."),
    click.option("--flatten-params", is_flag=True, help="New parameters of a path count as those of its operations."),
)


def _options(function: F) -> F:
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@click.command("diff", cls=Verb, short_help="Compare two versions of a document: what changed, whom it breaks.")
@click.argument("documents", nargs=-1, metavar="BASE REVISION", type=click.Path(readable=False))
@_options
@fail_on_option
@global_options
def command(
    globals: Globals, /, documents: tuple[str, ...], rev: str | None, fail_on: str | None, **flags: Any
) -> None:
    """Compare two versions of a document: what changed, and whom it breaks.

    BASE and REVISION are files, folders, URLs, names from the configuration, or files at a git revision: main:api.yaml.
    With --rev, there is one document only, which is compared with what it was.

    \b
    Examples:
      specforge diff old.yaml new.yaml
      specforge diff origin/main:openapi.yaml openapi.yaml --fail-on warning
      specforge diff --rev main openapi.yaml --format markdown
    """
    base, revision = _load_both(globals, documents, rev)
    settings = _settings(flags)
    globals.console.detail(f"comparing {base.root.name} with {revision.root.name}")
    changes = compare(base, revision, settings)
    findings = [change.as_finding() for change in changes]
    ok = passes(findings, fail_on or "error")
    subjects = [operation.label for operation in revision.operations]
    report_and_exit(globals, Report("diff", findings, ok, _summary(changes), rules=_infos(changes), subjects=subjects))


def _settings(flags: dict[str, Any]) -> DiffSettings:
    names = tuple(name.strip() for name in flags.pop("attributes").split(",") if name.strip())
    return DiffSettings(**flags, attributes=names)


def _load_both(globals: Globals, documents: Sequence[str], rev: str | None) -> tuple[Document, Document]:
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


def _summary(changes: Sequence[Change]) -> dict[str, Any]:
    counts = Counter(change.severity.value for change in changes)
    return {"changes": len(changes), "breaking": counts["error"]}


def _infos(changes: Sequence[Change]) -> dict[str, RuleInfo]:
    ids = dict.fromkeys(change.id for change in changes)
    return {id: RuleInfo(RULES[id].summary, RULES[id].page) for id in ids if id in RULES}
