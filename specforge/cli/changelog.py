"""``specforge changelog``: what changed between two versions of a document, for people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from specforge.cli.diff_options import compared_options, day_of, policy_of, section_of, settings_of
from specforge.cli.diff_sides import load_both
from specforge.cli.options import Globals, Verb, config_for, global_options, report_and_exit
from specforge.diff.changelog import Changelog, changelog_of
from specforge.diff.changelog_text import add_release, markdown, page
from specforge.diff.engine import compare
from specforge.diff.policy import judge
from specforge.findings.model import Report

_PEOPLES = {"text": markdown, "markdown": markdown, "html": page}


@click.command("changelog", cls=Verb, short_help="Tell people what changed between two versions of a document.")
@click.argument("documents", nargs=-1, metavar="BASE REVISION", type=click.Path(readable=False))
@click.option("--version", "version", metavar="VERSION", help="Name of the release. Default: info.version.")
@click.option("--date", "day", metavar="DATE", help="Day of the release. Default: today.")
@click.option(
    "--into",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Put the release on top of this changelog, in the place of an entry for the same version.",
)
@compared_options
@global_options
def command(
    globals: Globals,
    /,
    documents: tuple[str, ...],
    rev: str | None,
    version: str | None,
    day: str | None,
    into: Path | None,
    **flags: Any,
) -> None:
    """Tell people what changed between two versions of a document.

    The sections are those of Keep a Changelog, and what belongs to one operation stands together. Markdown by default;
    --format html gives a page, --format json the same as data.

    \b
    Examples:
      specforge changelog v1.4.0:openapi.yaml openapi.yaml
      specforge changelog --rev v1.4.0 openapi.yaml --into CHANGELOG.md
      specforge changelog old.yaml new.yaml --format html -o changes.html
    """
    section = section_of(config_for(globals, documents[-1] if documents else None).diff, flags)
    on = day_of(day) or date.today()
    base, revision = load_both(globals, documents, rev)
    changes = compare(base, revision, settings_of(section, flags))
    # Readers want to know of a change that the team has agreed to, too.
    judged = judge(changes, replace(policy_of(section, flags, may_miss=True), approvals=()), on)
    changelog = changelog_of(judged.changes, base, revision, on, version)
    if into is not None:
        add_release(into, changelog)
        globals.console.progress(f"{changelog.version} was put into {into}")
    elif globals.format in _PEOPLES:
        globals.console.result(_PEOPLES[globals.format](changelog), globals.output_path)
    else:
        findings = [change.as_finding() for change in judged.changes]
        report_and_exit(globals, Report("changelog", findings, ok=True, summary=_data(changelog)))


def _data(changelog: Changelog) -> dict[str, Any]:
    sections = {
        section.value.lower(): [
            {
                "operation": group.operation,
                "summary": group.summary,
                "entries": [{"id": one.id, "text": one.text, "breaking": one.breaking} for one in group.entries],
            }
            for group in groups
        ]
        for section, groups in changelog.sections.items()
    }
    return {
        "version": changelog.version,
        "date": changelog.day.isoformat(),
        "breaking": changelog.breaking,
        "sections": sections,
    }
