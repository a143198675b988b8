"""Repair: fixes carried out. Which of them go together, what they make of the text, again until nothing is left."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from specforge.document.edits import Edit, EditProblem, Erase, Insert, Remove, Rename, Reorder, Set
from specforge.document.model import Document
from specforge.document.place import Tokens
from specforge.document.rewrite import TextEdit, containers, rewrite, text_edits
from specforge.document.source import Source
from specforge.findings.model import Finding, Fix

# Every pass makes all fixes that do not touch each other: what needs more passes than this goes round in a circle.
MAX_PASSES = 20
Find = Callable[[Document], list[Finding]]


def prepare(fixes: Iterable[Fix]) -> None:
    """Take the texts of the files apart once for all the fixes, so that asking for each one's text edits is cheap."""
    for source, edits in _by_source(edit for fix in fixes for edit in fix.edits).items():
        source.outline(containers(edits))


def text_edits_of(fix: Fix) -> tuple[TextEdit, ...]:
    """The fix as changes of text, file by file; nothing where it cannot be made (it stands behind a YAML alias).

    They belong to the text as it is now. Whoever applies several fixes at once uses ``repair``.
    """
    if fix.texts is not None:
        return fix.texts
    try:
        return tuple(edit for source, edits in _by_source(fix.edits).items() for edit in text_edits(source, edits))
    except EditProblem:
        return ()


def _by_source(edits: Iterable[Edit]) -> dict[Source, list[Edit]]:
    found: dict[Source, list[Edit]] = {}
    for edit in edits:
        found.setdefault(edit.place.source, []).append(edit)
    return found


@dataclass
class Repaired:
    """What became of a document. ``changed`` are the files with a new text, by URI; ``original`` their old ones.

    ``left`` is what is found afterwards; ``refused`` are findings whose fix could not be made, with the reason.
    """

    document: Document
    changed: dict[str, Source] = field(default_factory=dict)
    original: dict[str, Source] = field(default_factory=dict)
    fixed: int = 0
    left: list[Finding] = field(default_factory=list)
    refused: list[tuple[Finding, str]] = field(default_factory=list)


def repair(document: Document, find: Find, *, unsafe: bool = False) -> Repaired:
    """The document after the fixes of what ``find`` finds in it, pass by pass. No file is written.

    Every pass is read anew and held against what its edits mean; a fix that would do more than that is refused.
    """
    result = Repaired(document)
    refused: set[tuple[str, str, str]] = set()
    for _ in range(MAX_PASSES):
        result.left = find(result.document)
        wanted = [f for f in result.left if _is_wanted(f, result.document, unsafe) and _key(f) not in refused]
        step = _fit(_compatible(wanted))
        refused.update(_key(finding) for finding, _ in step.refused)
        result.refused += step.refused
        if not step.changed and not step.refused:
            break
        _take(result, step)
    return result


def _is_wanted(finding: Finding, document: Document, unsafe: bool) -> bool:
    """Files that came from the network are nobody's to change; standard input is the root or nothing."""
    fix = finding.fix
    sources = [edit.place.source for edit in fix.edits] if fix and (fix.safe or unsafe) else []
    return bool(sources) and all(
        source.path is not None or (source is document.root and "://" not in source.name) for source in sources
    )


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.rule, finding.place.source.uri + "#" + finding.place.pointer, finding.message


def _take(result: Repaired, step: _Step) -> None:
    for uri, source in step.changed.items():
        result.original.setdefault(uri, result.document.sources[uri])
        result.changed[uri] = source
    if step.changed:
        result.document = result.document.renewed(step.changed)
    result.fixed += step.count


@dataclass
class _Step:
    changed: dict[str, Source]
    count: int = 0
    refused: list[tuple[Finding, str]] = field(default_factory=list)


def _fit(findings: list[Finding]) -> _Step:
    """All fixes at once; where that fails the first half of them, and so on down to the one that cannot be made."""
    if not findings:
        return _Step({})
    edits = _by_source(edit for finding in findings if finding.fix for edit in finding.fix.edits)
    try:
        return _Step({source.uri: rewrite(source, made) for source, made in edits.items()}, len(findings))
    except EditProblem as problem:
        if len(findings) == 1:
            return _Step({}, refused=[(findings[0], str(problem))])
    impossible = [(finding, reason) for finding in findings if (reason := _obstacle(finding))]
    if impossible:
        refused = {id(finding) for finding, _ in impossible}
        step = _fit([finding for finding in findings if id(finding) not in refused])
        return _Step(step.changed, step.count, impossible + step.refused)
    half = len(findings) // 2
    step = _fit(findings[:half])
    if step.changed:
        return step
    other = _fit(findings[half:])
    return _Step(other.changed, other.count, step.refused + other.refused)


def _obstacle(finding: Finding) -> str | None:
    """Why the fix of a finding cannot be made even alone, as far as that is seen without reading the file anew."""
    try:
        for source, edits in _by_source(finding.fix.edits if finding.fix else ()).items():
            text_edits(source, edits)
    except EditProblem as problem:
        return str(problem)
    return None


def _compatible(findings: list[Finding]) -> list[Finding]:
    """The findings whose fixes do not touch each other, the first ones first; the others wait for the next pass."""
    claims = _Claims()
    return [finding for finding in findings if finding.fix and claims.take(finding.rule, finding.fix)]


_Spot = tuple[str, Tokens]


class _Claims:
    """What the fixes that were taken change, by file and path."""

    def __init__(self) -> None:
        self._edits: set[Edit] = set()
        self._whole: set[_Spot] = set()  # replaced, removed or added as a whole
        self._named: set[_Spot] = set()  # given another key
        self._inside: set[_Spot] = set()  # something below these is changed
        self._sorted: set[_Spot] = set()
        self._entries: dict[_Spot, str] = {}  # containers that lose or get entries, and the rule that is at it

    def take(self, rule: str, fix: Fix) -> bool:
        """True, and the fix's edits are noted, when they go together with all that were taken before."""
        new = [edit for edit in fix.edits if edit not in self._edits]
        if not all(self._is_free(rule, edit) for edit in new):
            return False
        for edit in new:
            self._note(rule, edit)
        return True

    def _is_free(self, rule: str, edit: Edit) -> bool:
        uri, tokens = edit.place.source.uri, edit.place.tokens
        spot = (uri, tokens)
        if isinstance(edit, Erase):
            return True
        if isinstance(edit, Reorder):
            return spot not in self._sorted and spot not in self._entries and not self._is_lost(uri, tokens, 1)
        parent = (uri, tokens[:-1])
        # Two rules may each mean to remove the other one of two twins: one rule at a time for the same container.
        if parent in self._sorted or self._entries.get(parent, rule) != rule or self._is_lost(uri, tokens, 0):
            return False
        if isinstance(edit, Insert):
            return True
        is_taken = spot in self._whole or spot in self._named
        return not is_taken and (isinstance(edit, Rename) or spot not in self._inside)

    def _is_lost(self, uri: str, tokens: Tokens, more: int) -> bool:
        """True when something around the place is changed as a whole."""
        return any((uri, tokens[:end]) in self._whole for end in range(len(tokens) + more))

    def _note(self, rule: str, edit: Edit) -> None:
        self._edits.add(edit)
        if isinstance(edit, Erase):
            return
        uri, tokens = edit.place.source.uri, edit.place.tokens
        if isinstance(edit, Reorder):
            self._sorted.add((uri, tokens))
            return
        self._inside |= {(uri, tokens[:end]) for end in range(len(tokens))}
        self._entries[uri, tokens[:-1]] = rule
        if isinstance(edit, Remove | Set):
            self._whole.add((uri, tokens))
        elif isinstance(edit, Rename):
            self._named.add((uri, tokens))
