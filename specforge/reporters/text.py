"""text: for people. A message, where it is, the source with carets, then help; a summary line at the end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from specforge.findings.model import Report, Severity
from specforge.findings.table import Table
from specforge.reporters import REPORTERS
from specforge.reporters.entry import Entry, Spot, entries_of, tally
from specforge.reporters.frame import CONTEXT, clean, frame, gutter_width
from specforge.reporters.style import Style
from specforge.reporters.tables import coverage_line, coverage_table

_COLORS = {"error": "red", "warning": "yellow", "info": "blue", "hint": "cyan"}
# Names in messages are in backquotes. What is longer than a line is recognised by how it begins and ends.
_LONG_NAME = re.compile(r"`([^`\n]{81})[^`\n]{20,}([^`\n]{20})`")
_COUNTS = {severity.value for severity in Severity}


@REPORTERS.add("text")
def report_text(report: Report) -> str:
    """The report without colour."""
    return render(report)


def render(report: Report, color: bool = False, summary: bool = True) -> str:
    """The report for a terminal; ``summary`` adds the closing line."""
    style = Style(color)
    entries = entries_of(report)
    blocks = ["\n".join(_entry(entry, style)) for entry in entries]
    if summary and report.error is None:
        blocks += [_table(table, style) for table in report.tables]
        if report.coverage is not None and report.is_detailed:
            blocks.append("\n".join(coverage_table(report.coverage, style)))
        blocks.append(_summary(report, entries, style))
    return "\n\n".join(blocks) + "\n" if blocks else ""


def render_error(report: Report, color: bool = False) -> str:
    """Only the error that stopped the command: ``error: message``, its place, help."""
    style = Style(color)
    return "\n".join(line for entry in entries_of(report) if entry.is_failure for line in _entry(entry, style))


def _entry(entry: Entry, style: Style) -> Iterator[str]:
    color = _COLORS[entry.severity]
    title = style.paint(f"{entry.severity}:", color, "bold")
    rule = "" if entry.is_failure else style.paint(entry.rule, "bold") + " "
    yield f"{rule}{title} {_indented(entry.message, '  ')}"
    yield from _place(entry.spot, style, color, entry.scope)
    for message, spot in entry.related:
        yield f"  {style.paint('note:', 'bold')} {_indented(message, '    ')}"
        yield from _place(spot, style, "blue", context=0)
    for name, text in entry.details.items():
        yield f"  {style.paint(f'{name}:', 'bold')}"
        yield "    " + _indented(text.rstrip(), "    ")
    if entry.repair:
        label = "fix:" if entry.repair.safe else "fix (unsafe):"
        yield f"  {style.paint(label, 'green', 'bold')} {_indented(entry.repair.message, '    ')}"
    if entry.help and not (entry.repair and entry.repair.message == entry.help):
        yield f"  {style.paint('help:', 'cyan', 'bold')} {_indented(entry.help, '    ')}"


def _place(spot: Spot, style: Style, color: str, operation: str | None = None, context: int = CONTEXT) -> Iterator[str]:
    """The line with the arrow, which terminals and editors make a link of, then the frame."""
    if not spot.file:
        return
    lines = frame(spot, context)
    width = gutter_width(lines)
    suffix = f" ({_cut(clean(operation))})" if operation else ""
    arrow = style.paint("-->", "blue")
    yield f"{' ' * width}{arrow} {clean(spot.file)}:{spot.region.line}:{spot.region.column}{suffix}"
    for number, text in lines:
        gutter = style.paint(f"{number or '':>{width}} |", "blue")
        yield f"{gutter} {text if number else style.paint(text, color, 'bold')}".rstrip()


def _cut(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:80]}…{text[-20:]}"


def _indented(text: str, indent: str) -> str:
    text = _LONG_NAME.sub(r"`\1…\2`", text)
    return f"\n{indent}".join(clean(line) for line in text.splitlines())


def _table(table: Table, style: Style) -> str:
    rows = [tuple(map(clean, row)) for row in table.rows]
    widths = [max(map(len, column)) for column in zip(table.columns, *rows, strict=True)]
    lines = [_table_row(row, widths, table.numbers) for row in (table.columns, *rows)]
    note = [clean(table.note)] if table.note else []
    return "\n".join([style.paint(clean(table.title), "bold"), style.paint(lines[0], "cyan"), *lines[1:], *note])


def _table_row(row: Sequence[str], widths: list[int], numbers: frozenset[int]) -> str:
    cells = (
        cell.rjust(width) if index in numbers else cell.ljust(width)
        for index, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join(cells).rstrip()


def _summary(report: Report, entries: list[Entry], style: Style) -> str:
    found = ", ".join(style.paint(counted, _COLORS[severity], "bold") for severity, counted in tally(entries))
    facts = ", ".join(
        f"{name.replace('_', ' ')}: {value}" for name, value in report.summary.items() if _is_fact(name, value)
    )
    verdict = found or style.paint("no findings", "green" if report.ok else "red")
    coverage = "" if report.coverage is None else f"\n{coverage_line(report.coverage, style)}"
    return f"{report.command}: {verdict}" + (f" ({facts})" if facts else "") + coverage


def _is_fact(name: str, value: object) -> bool:
    return name not in _COUNTS and isinstance(value, (str, int, float))
