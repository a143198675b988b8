"""``specforge diff``: what changed between two versions of a document, and whom does it break?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

import click

from specforge.cli.diff_options import compared_options, day_of, policy_of, section_of, settings_of
from specforge.cli.diff_sides import load_both
from specforge.cli.options import Globals, Verb, config_for, fail_on_option, global_options, report_and_exit
from specforge.config.sections import DiffSection
from specforge.diff.approvals import add_approvals, approvals_of
from specforge.diff.change import Change
from specforge.diff.engine import compare
from specforge.diff.policy import Judged, judge
from specforge.diff.release import Release, release_of
from specforge.diff.rule import RULES
from specforge.document.model import Document
from specforge.errors import UsageError
from specforge.findings.model import Report, RuleInfo
from specforge.findings.threshold import failing

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--check-version",
        is_flag=True,
        default=None,
        help="Fail when info.version was not bumped enough for what changed.",
    ),
    click.option("--next-version", is_flag=True, help="Print the version that the changes ask for, and nothing else."),
    click.option(
        "--approve",
        multiple=True,
        metavar="FINGERPRINT",
        help="Add this change, or all that fail, to --approvals; with --reason.",
    ),
    click.option("--reason", metavar="TEXT", help="Why the changes are approved."),
    click.option("--until", metavar="DATE", help="The last day of the approval. Default: for ever."),
)


class Approving(NamedTuple):
    """What is to be added to the approvals: ``names`` are fingerprints, or ``all``."""

    names: tuple[str, ...]
    reason: str | None
    until: date | None


def _options(function: F) -> F:
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@click.command("diff", cls=Verb, short_help="Compare two versions of a document: what changed, whom it breaks.")
@click.argument("documents", nargs=-1, metavar="BASE REVISION", type=click.Path(readable=False))
@compared_options
@_options
@fail_on_option
@global_options
def command(
    globals: Globals,
    /,
    documents: tuple[str, ...],
    rev: str | None,
    next_version: bool,
    approve: tuple[str, ...],
    reason: str | None,
    until: str | None,
    **flags: Any,
) -> None:
    """Compare two versions of a document: what changed, and whom it breaks.

    BASE and REVISION are files, folders, URLs, names from the configuration, or files at a git revision: main:api.yaml.
    With --rev, there is one document only, which is compared with what it was.

    \b
    Examples:
      specforge diff old.yaml new.yaml
      specforge diff origin/main:openapi.yaml openapi.yaml --fail-on warning
      specforge diff --rev main openapi.yaml --format markdown
      specforge diff --rev main openapi.yaml --check-version
      specforge diff --rev main --approvals approved.yaml --approve 3f2a9c0d1b7e4a55 --reason 'no caller left'
    """
    section = section_of(config_for(globals, documents[-1] if documents else None).diff, flags)
    approving = Approving(approve, reason, day_of(until))
    _check(section, approving)
    base, revision = load_both(globals, documents, rev)
    globals.console.detail(f"comparing {base.root.name} with {revision.root.name}")
    changes = compare(base, revision, settings_of(section, flags))
    judged = judge(changes, policy_of(section, flags, may_miss=bool(approve)), date.today())
    if approve:
        _approve(globals, section, approving, judged)
        judged = judge(changes, policy_of(section, flags), date.today())
    release = release_of(judged.told, base, revision)
    if next_version:
        _print_next(globals, release)
    _finish(globals, section, judged, release, revision)


def _check(section: DiffSection, approving: Approving) -> None:
    """Raises UsageError for options that only make sense together."""
    if approving.names and section.approvals is None:
        raise UsageError("--approve needs a file to write to", help="name it with --approvals FILE")
    if approving.names and not (approving.reason or "").strip():
        raise UsageError("--approve needs a reason", help="say it with --reason TEXT")
    if not approving.names and (approving.reason or approving.until):
        raise UsageError("--reason and --until belong to --approve")


def _approve(globals: Globals, section: DiffSection, approving: Approving, judged: Judged) -> None:
    """Write the approvals. Raises UsageError for a fingerprint that no change has."""
    assert section.approvals is not None and approving.reason is not None
    if "all" in approving.names:
        chosen = [change for change in judged.changes if failing([change.as_finding()], section.fail_on)]
    else:
        known = {change.fingerprint for change in judged.changes}
        missing = [name for name in approving.names if name not in known]
        if missing:
            raise UsageError(f"no change has the fingerprint {missing[0]}", help="--format json shows fingerprints")
        chosen = [change for change in judged.changes if change.fingerprint in approving.names]
    added = approvals_of(chosen, approving.reason, approving.until)
    add_approvals(section.approvals, added)
    globals.console.progress(f"{len(added)} added to {section.approvals}")


def _print_next(globals: Globals, release: Release) -> None:
    """The version alone for people and scripts; the report's summary has it for other formats."""
    if globals.format == "text":
        globals.console.result(f"{release.require_next()}\n", globals.output_path)
        click.get_current_context().exit(0)


def _finish(globals: Globals, section: DiffSection, judged: Judged, release: Release, revision: Document) -> None:
    findings = [change.as_finding() for change in judged.changes]
    limits = _limits(globals, section, release)
    _tell_approvals(globals, judged)
    report = Report(
        "diff",
        findings,
        ok=not failing(findings, section.fail_on) and not limits,
        summary=_summary(judged, release),
        rules=_infos(judged.changes),
        subjects=[operation.label for operation in revision.operations],
        hidden=judged.approved,
        limits=limits,
    )
    report_and_exit(globals, report)


def _limits(globals: Globals, section: DiffSection, release: Release) -> list[str]:
    """What besides findings makes the run fail: a version that promises too much, or nothing. Said on stderr."""
    if not section.check_version or release.is_enough:
        return []
    went = f"info.version went from {release.old!r} to {release.new!r}"
    if release.is_enough is None:
        globals.console.error(f"{went}, which are no semantic versions both: whether it is enough cannot be checked")
    else:
        globals.console.error(f"{went}; what changed asks for {release.next} at least")
    return ["version"]


def _tell_approvals(globals: Globals, judged: Judged) -> None:
    for approval in judged.expired:
        globals.console.error(f"the approval of {approval.id or approval.fingerprint} ended on {approval.until}")
    for approval in judged.unused:
        globals.console.detail(f"no change needs the approval of {approval.id or approval.fingerprint} any more")


def _summary(judged: Judged, release: Release) -> dict[str, Any]:
    counts = Counter(change.severity.value for change in judged.changes)
    return {
        "changes": len(judged.changes),
        "breaking": counts["error"],
        "approved": len(judged.approved),
        "bump": release.bump.value,
        "next_version": str(release.next) if release.next else None,
    }


def _infos(changes: Sequence[Change]) -> dict[str, RuleInfo]:
    ids = dict.fromkeys(change.id for change in changes)
    return {id: RuleInfo(RULES[id].summary, RULES[id].page) for id in ids if id in RULES}
