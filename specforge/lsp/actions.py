"""Quick fixes: what mends a finding, and what silences it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lsprotocol.types import CodeAction, CodeActionKind, Diagnostic, Position, Range, TextEdit, WorkspaceEdit

from specforge.document.edits import Set
from specforge.document.place import Place
from specforge.findings.ignores import FIELD
from specforge.findings.model import Finding, Fix
from specforge.findings.repair import Repaired, text_edits_of
from specforge.lsp.compare import text_edits
from specforge.lsp.desk import Desk
from specforge.lsp.diagnostics import of_finding, range_of
from specforge.lsp.positions import Encoding

FIX_ALL = "source.fixAll.specforge"
_IGNORE = re.compile(r"(\s*#\s*specforge:\s*ignore\[[^\]]*)\]")


def quick_fixes(findings: Iterable[Finding], within: Range, desk: Desk, encoding: Encoding) -> Iterator[CodeAction]:
    """The fix of each finding that touches the range, and the comment that ignores it."""
    silenced: dict[str, CodeAction] = {}
    for finding in findings:
        if not _touches(range_of(finding.place, encoding), within):
            continue
        diagnostic = of_finding(finding, desk, encoding)
        if finding.fix is not None and (edit := _workspace_edit(finding.fix, desk, encoding)):
            title = finding.fix.message if finding.fix.safe else f"{finding.fix.message} (check the result)"
            yield CodeAction(
                title, CodeActionKind.QuickFix, [diagnostic], is_preferred=finding.fix.safe or None, edit=edit
            )
        if finding.rule not in silenced and (silence := _silence(finding, diagnostic, desk, encoding)):
            silenced[finding.rule] = silence
    yield from silenced.values()


def fix_all(repaired: Iterable[Repaired], desk: Desk, encoding: Encoding) -> Iterator[CodeAction]:
    """One action for everything that the safe fixes of the documents change."""
    changes = {
        desk.spelling(uri): text_edits(one.original[uri].text, source.text, encoding)
        for one in repaired
        for uri, source in one.changed.items()
    }
    if changes:
        yield CodeAction("Apply all safe fixes of specforge", FIX_ALL, edit=WorkspaceEdit(changes))


def _workspace_edit(fix: Fix, desk: Desk, encoding: Encoding) -> WorkspaceEdit | None:
    changes: dict[str, list[TextEdit]] = {}
    for edit in text_edits_of(fix):
        source = edit.place.source
        change = TextEdit(encoding.to_range(source.lines, edit.region), edit.replacement)
        changes.setdefault(desk.spelling(source.uri), []).append(change)
    return WorkspaceEdit(changes) if changes else None


def _silence(finding: Finding, diagnostic: Diagnostic, desk: Desk, encoding: Encoding) -> CodeAction | None:
    """What makes the rule be quiet here: a comment, or a field in JSON, which has no comments."""
    if finding.place.source.is_json:
        edit = _workspace_edit(_ignore_field(finding), desk, encoding)
    else:
        edit = WorkspaceEdit({desk.spelling(finding.place.source.uri): [_ignore_comment(finding, encoding)]})
    title = f"Ignore {finding.rule} here"
    return CodeAction(title, CodeActionKind.QuickFix, [diagnostic], edit=edit) if edit else None


def _ignore_comment(finding: Finding, encoding: Encoding) -> TextEdit:
    """On a line of its own above the finding, so that it cannot end up inside a text of several lines; a comment that
    is there already gets the rule too."""
    lines = finding.place.source.lines
    line = finding.place.region.line - 1
    known = _IGNORE.match(lines[line - 1]) if line else None
    if known:
        at = Position(line - 1, encoding.units(known[1]))
        return TextEdit(Range(at, at), f", {finding.rule}")
    text = lines[line] if line < len(lines) else ""
    indent = text[: len(text) - len(text.lstrip(" "))]
    return TextEdit(Range(Position(line, 0), Position(line, 0)), f"{indent}# specforge: ignore[{finding.rule}]\n")


def _ignore_field(finding: Finding) -> Fix:
    """In the object at the place or around it."""
    value, tokens = finding.place.source.value, finding.place.tokens
    holder, known = 0, value
    for depth, token in enumerate(tokens, 1):
        value = value.get(token) if isinstance(value, dict) else _element(value, token)
        if isinstance(value, dict):
            holder, known = depth, value
    before = known.get(FIELD) if isinstance(known, dict) else None
    place = Place(finding.place.source, (*tokens[:holder], FIELD))
    if isinstance(before, dict):
        return Fix("", (Set(place, {**before, finding.rule: ""}),))
    rules = before if isinstance(before, list) else [before] if before else []
    return Fix("", (Set(place, [*rules, finding.rule]),))


def _element(value: Any, token: str) -> Any:
    is_there = isinstance(value, list) and token.isdecimal() and int(token) < len(value)
    return value[int(token)] if is_there else None


def _touches(one: Range, other: Range) -> bool:
    start, end = (one.start.line, one.start.character), (one.end.line, one.end.character)
    return start <= (other.end.line, other.end.character) and (other.start.line, other.start.character) <= end
