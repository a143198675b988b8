"""markdown: a table for a comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specforge.findings.coverage import CoverageReport
from specforge.findings.model import Report
from specforge.findings.table import Table
from specforge.reporters import REPORTERS
from specforge.reporters.entry import Entry, entries_of, tally
from specforge.reporters.tables import OF_EACH, coverage_rows, never_seen, shown

# GitHub refuses a comment of more than 65536 characters.
MAX_LENGTH = 60_000
MAX_CELL = 600
# Of the coverage, which must not crowd out the findings.
MAX_FOLDED = 8_000
_SPECIAL = re.compile(r"[\\`*_{}\[\]()#|~<>&@$:]")
_HEAD = "| | Rule | Where | Message |\n|---|---|---|---|\n"


@REPORTERS.add("markdown")
def report_markdown(report: Report) -> str:
    """A heading, a row a finding, and what findings carry along, folded up. What does not fit is counted."""
    entries = entries_of(report)
    text = f"### specforge {_cell(report.command)}: {_verdict(report, entries)}\n"
    text += "".join(f"\n{_cell(limit)}\n" for limit in report.limits)
    text += "".join(map(_table, report.tables))
    coverage = "" if report.coverage is None else _coverage(report.coverage)
    return _with_findings(text, entries, MAX_LENGTH - len(coverage)) + coverage


def _with_findings(text: str, entries: list[Entry], room: int) -> str:
    """The text, the table of findings and what they carry along."""
    if not entries:
        return text
    rows, left = _fitting(map(_row, entries), room - len(text))
    text += "\n" + _HEAD + "".join(rows)
    if left:
        text += f"\n{left} more not shown.\n"
    blocks, _ = _fitting((block for entry in entries for block in _details(entry)), room - len(text))
    return text + "".join(blocks)


def _coverage(coverage: CoverageReport) -> str:
    """What was exercised: the sums, and the operations folded up."""
    figures = coverage.figures
    sums = [f"{figure.covered} of {figure.total}<br>{shown(figure.percent)}" for figure in figures.values()]
    text = f"\n**Coverage {shown(coverage.percent)}**\n\n| {' | '.join(figures)} |\n{'|---' * len(figures)}|\n"
    text += f"| {' | '.join(sums)} |\n"
    unseen = [f"{_cell(name)}: {_cell(', '.join(missed))}" for name, missed in never_seen(coverage).items()]
    text += _folded("Documented responses that were never seen", (f"- {line}\n" for line in unseen))
    head = f"| | requests | {' | '.join(OF_EACH)} | coverage |\n{'|---' * (len(OF_EACH) + 3)}|\n"
    rows = (f"| {_cell(name)} | {' | '.join(cells)} |\n" for name, cells in coverage_rows(coverage))
    return text + _folded("Coverage by operation", rows, head)


def _folded(title: str, lines: Iterator[str], head: str = "") -> str:
    kept, left = _fitting(lines, MAX_FOLDED)
    if not kept:
        return ""
    more = f"\n{left} more not shown.\n" if left else ""
    return f"\n<details><summary>{title}</summary>\n\n{head}{''.join(kept)}{more}\n</details>\n"


def _verdict(report: Report, entries: list[Entry]) -> str:
    if report.error is not None and not report.findings:
        return f"no verdict (exit code {report.error.exit_code})"
    found = ", ".join(counted for _, counted in tally(entries))
    return f"{'passed' if report.ok else 'failed'}" + (f" ({found})" if found else "")


def _table(table: Table) -> str:
    rule = "".join("---:|" if index in table.numbers else "---|" for index in range(len(table.columns)))
    rows = "".join(f"| {' | '.join(map(_cell, row))} |\n" for row in (table.columns, *table.rows))
    head, _, rest = rows.partition("\n")
    note = f"\n{_cell(table.note)}\n" if table.note else ""
    return f"\n**{_cell(table.title)}**\n\n{head}\n|{rule}\n{rest}{note}"


def _fitting(parts: Iterator[str], room: int) -> tuple[list[str], int]:
    """The first parts that fit, and how many do not."""
    taken: list[str] = []
    left = 0
    for part in parts:
        room -= len(part)
        if room >= 0 and not left:
            taken.append(part)
        else:
            left += 1
    return taken, left


def _row(entry: Entry) -> str:
    rule = _cell(entry.rule)
    if entry.help_url and re.fullmatch(r"https?://[^\s()|<>]+", entry.help_url):
        rule = f"[{rule}]({entry.help_url})"
    where = f"{_cell(entry.spot.file)}:{entry.spot.region.line}" if entry.spot.file else ""
    operation = f"<br>{_cell(entry.scope)}" if entry.scope else ""
    help = f"<br>{_cell(entry.help)}" if entry.help else ""
    return f"| {entry.severity} | {rule} | {where}{operation} | {_cell(entry.message)}{help} |\n"


def _cell(text: str) -> str:
    """Text that stays text: no markup, no HTML, no mention of a person, no link to an issue, one line."""
    cut = text if len(text) <= MAX_CELL else text[:MAX_CELL] + "…"
    escaped = _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", " ".join(cut.split()))
    return re.sub(r"(?i)(www)\.", r"\1&#46;", escaped)


def _details(entry: Entry) -> Iterator[str]:
    for name, text in entry.details.items():
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
        title = f"{_cell(entry.rule)}: {_cell(name)}"
        yield f"\n<details><summary>{title}</summary>\n\n{fence}\n{text.rstrip()}\n{fence}\n\n</details>\n"
