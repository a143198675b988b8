"""The engine: hands every rule the pairs that it asked for, and makes changes of its notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from specforge.diff.change import Change, Direction, Rung
from specforge.diff.compare import AnyPair, Comparison
from specforge.diff.deprecation import level_of
from specforge.diff.pairs import DocumentPair, Note, OperationPair
from specforge.diff.properties import differing_keywords
from specforge.diff.rule import Context, Rule, all_rules
from specforge.diff.schema_pair import SchemaPair, SharedSchema, UnnamedPair
from specforge.diff.settings import DiffSettings
from specforge.diff.wording import canonical, listed
from specforge.document.model import Document
from specforge.findings.model import Severity

# Of how many schemas of a message proofs are sought where no rule speaks, and of how many around them.
_FEW = 3
# What came and went of properties is told of each, and patterns that go are forgiven to responses.
_TOLD_EACH = frozenset(("pattern", "properties", "required"))


def compare(base: Document, revision: Document, settings: DiffSettings | None = None) -> list[Change]:
    """What changed from ``base`` to ``revision``, in the order of the revision's operations.

    Works across Swagger 2.0 and all OpenAPI 3. Never fails because of what the documents hold.
    """
    documents = DocumentPair(base, revision)
    context = Context(documents, settings or DiffSettings())
    changes = list(_changes(documents, context))
    return [*changes, *_closing(documents, context, changes)]


def _changes(documents: DocumentPair, context: Context) -> Iterator[Change]:
    rules = _by_kind(all_rules())
    pairs = (pair for pair in Comparison(documents, context.settings).pairs() if _is_promised(pair, context))
    for _, group in groupby(pairs, key=_message_of):
        members = list(group)
        found = [change for pair in members for change in _changes_of(pair, rules, context)]
        yield from found
        if not any(change.severity.reaches(Severity.WARNING) for change in found):
            yield from _unnoticed(members, rules.get("Unnamed", []), context)


def _changes_of(pair: AnyPair, rules: Mapping[str, list[Rule]], context: Context) -> Iterator[Change]:
    found = list(_noted(pair, rules.get(_kind(pair), []), context))
    if isinstance(pair, SchemaPair) and not any(change.severity.reaches(Severity.WARNING) for change in found):
        found += _unnamed(pair, found, rules.get("Unnamed", []), context)
    yield from found


def _message_of(pair: AnyPair) -> int:
    """The same for all schemas of one message, which come one after the other; else something of its own."""
    return id(pair.owner) if isinstance(pair, SchemaPair) else id(pair)


def _is_promised(pair: AnyPair, context: Context) -> bool:
    operation = _operation_of(pair)
    return operation is None or _promises(operation, context)


def _unnoticed(pairs: list[AnyPair], rules: list[Rule], context: Context) -> Iterator[Change]:
    """What breaks a message although no rule says so of any of its schemas: keywords may do so together only."""
    schemas = [pair for pair in pairs if isinstance(pair, SchemaPair) and pair.is_json]
    schemas = [pair for pair in schemas if pair.travels and differing_keywords(pair) - _TOLD_EACH]
    for pair in [*_around(schemas[:_FEW]), *schemas[:_FEW]]:
        found = list(_noted(pair, rules, context, UnnamedPair(pair, None)))
        if found:
            yield from found
            return


def _around(pairs: list[SchemaPair]) -> list[SchemaPair]:
    """The schemas around some, which are equal themselves but for what is in them."""
    found: dict[int, SchemaPair] = {}
    for pair in pairs:
        parent = pair.parent
        while parent is not None:
            found.setdefault(id(parent), parent)
            parent = parent.parent
    return [pair for pair in found.values() if pair not in pairs][-_FEW:]


def _unnamed(pair: SchemaPair, named: list[Change], rules: list[Rule], context: Context) -> Iterator[Change]:
    """What no rule has a name for: keywords that differ, and that no change stands at."""
    keywords = differing_keywords(pair) if pair.travels else frozenset()
    spoken = {token for change in named for place in (change.base, change.revision) for token in place.tokens[-2:]}
    if keywords - spoken:
        yield from _noted(pair, rules, context, UnnamedPair(pair, keywords - spoken))


def _noted(pair: AnyPair, rules: list[Rule], context: Context, subject: Any = None) -> Iterator[Change]:
    for rule in rules:
        for note in rule.check(pair if subject is None else subject, context):
            if (change := _change(rule, note, pair, context)) is not None:
                yield change


def _closing(documents: DocumentPair, context: Context, changes: list[Change]) -> Iterator[Change]:
    """What rules say who look at all changes."""
    for rule in _by_kind(all_rules()).get("Changes", ()):
        for note in rule.check(changes, context):
            if (change := _change(rule, note, documents, context)) is not None:
                yield change


def _by_kind(rules: list[Rule]) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        for kind in rule.on:
            found.setdefault(kind, []).append(rule)
    return found


def _kind(pair: AnyPair) -> str:
    return type(pair).__name__.removesuffix("Pair")


def _operation_of(pair: AnyPair) -> OperationPair | None:
    return pair if isinstance(pair, OperationPair) else getattr(pair, "operation", None)


def _promises(operation: OperationPair, context: Context) -> bool:
    """Whether the operation was stable enough to be looked at. What was not may change as it likes."""
    side = operation.base if operation.base is not None else operation.revision
    return context.settings.concerns(level_of(side))


def _change(rule: Rule, note: Note, pair: AnyPair, context: Context) -> Change | None:
    id = next((id for id in note.ids if id in rule.severities), None)
    if id is None:
        return None
    operation = _operation_of(pair)
    direction: Direction | None = getattr(pair, "direction", None)
    where: tuple[str, ...] = (*getattr(pair, "where", ()), *([note.detail] if note.detail else []))
    severity = rule.severities[id]
    return Change(
        id=id,
        severity=severity,
        message=note.message,
        base=note.base,
        revision=note.revision,
        operation=operation.label if operation else None,
        operations=_operations(pair, operation),
        direction=direction,
        where=where,
        rung=rule.rungs[id],
        details={**_details(pair, operation, context), **_witness(rule, id, note, pair, context)},
    )


def _witness(rule: Rule, id: str, note: Note, pair: AnyPair, context: Context) -> dict[str, str]:
    """The message that a change breaks, or that none was found."""
    if rule.rungs[id] is not Rung.WIRE:
        return {}
    if note.witness:
        return {"witness": note.witness}
    is_bad = rule.severities[id].reaches(Severity.WARNING)
    if not isinstance(pair, SchemaPair) or not context.settings.prove:
        return {}
    if not context.may_prove:
        return {"unproven": _NOT_SOUGHT} if is_bad else {}
    proof = context.prove(pair)
    if proof is not None:
        return {"witness": str(proof)}
    return {"unproven": _UNPROVEN} if is_bad else {}


_NOT_SOUGHT = "there are so many changes that no message was looked for"
_UNPROVEN = "no message was found that was valid and no longer is"


def _operations(pair: AnyPair, operation: OperationPair | None) -> tuple[str, ...]:
    if isinstance(pair, SchemaPair) and isinstance(pair.owner, SharedSchema):
        return tuple(pair.owner.labels)
    return (operation.label,) if operation else ()


def _details(pair: AnyPair, operation: OperationPair | None, context: Context) -> dict[str, str]:
    """The operations that a shared schema concerns, or what an operation says in the fields that the user asked for."""
    if isinstance(pair, SchemaPair) and isinstance(pair.owner, SharedSchema):
        return {"operations": listed(pair.owner.labels)}
    side = (operation.revision or operation.base) if operation else None
    values = {name: side.get(name) for name in context.settings.attributes} if side is not None else {}
    return {name: canonical(value) for name, value in values.items() if value is not None}
