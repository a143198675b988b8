"""Inline ignores: the findings that authors do not want to hear of, and what is wrong with the ignores themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from specforge.findings.ignores import FIELD, Ignore, ignores_in, matches
from specforge.findings.model import Finding, Hidden, sort_findings
from specforge.findings.suppress import suppress
from specforge.lint.rule import RULES, Context
from specforge.lint.settings import ActiveRule

# The kinds that rules about ignores ask for: every ignore that is written, and those that no finding needed.
WRITTEN, UNUSED = "Ignore", "UnusedIgnore"

Ask = Callable[[list[ActiveRule]], list[Finding]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to be shown, in the order of the files, what the author ignores, and the rules that were asked.

    Those that were ``chosen`` are more: some do not apply to the version of the document.
    """

    findings: list[Finding]
    hidden: list[Hidden] = field(default_factory=list)
    rules: frozenset[str] = frozenset()
    chosen: frozenset[str] = frozenset()


class WrittenIgnore(NamedTuple):
    """What a rule about ignores is called with: the ignore, and the names that rules have."""

    ignore: Ignore
    known: frozenset[str]


def settle(
    context: Context, findings: list[Finding], active: Sequence[ActiveRule], ask: Ask, names: Iterable[str]
) -> Outcome:
    """Takes out what is ignored. ``ask`` lints with rules that are off: they tell whether an ignore is still needed.
    ``names`` are those of rules that may be ignored."""
    running = frozenset(one.rule.id for one in active)
    ignores = ignores_in(context.document.sources.values())
    if not ignores:
        return Outcome(findings, rules=running)
    # Whoever asks for the field's removal (a `$ref` has no siblings, say) would only make the author ignore that too.
    judged = suppress((finding for finding in findings if FIELD not in finding.place.tokens), ignores)
    known = running.union(names)
    about = [*_about(WRITTEN, ignores, known, active, context)]
    if any(UNUSED in one.rule.on for one in active):
        unused = list(_unneeded(judged.unused, known, active, ask))
        about += _about(UNUSED, unused, known, active, context)
    late = suppress(about, ignores)
    return Outcome(sort_findings(judged.kept + late.kept), judged.hidden + late.hidden, running)


def _about(
    kind: str, ignores: Iterable[Ignore], known: frozenset[str], active: Sequence[ActiveRule], context: Context
) -> Iterator[Finding]:
    for one in active:
        for ignore in ignores if kind in one.rule.on else ():
            for problem in one.rule.check(WrittenIgnore(ignore, known), context):
                place, operation = problem.place, context.index.operation_of(problem.place)
                yield Finding(
                    one.rule.id, one.severity, problem.message, place, operation, problem.help, fix=problem.fix
                )


def _unneeded(unused: list[Ignore], known: frozenset[str], active: Sequence[ActiveRule], ask: Ask) -> Iterator[Ignore]:
    """Without the ignores that nobody can judge (of unknown rules and of our own), and those of rules that are off
    now but would find something."""
    running = {one.rule.id for one in active}
    meant = {id(one): {name for name in known if matches(one.rule or "", name)} for one in unused}
    names = frozenset[str]().union(*meant.values())
    about_ignores = {name for name in names if name in RULES and {WRITTEN, UNUSED} & set(RULES[name].on)}
    # A rule that a ruleset defines and switches off cannot be asked.
    judged = [
        one
        for one in unused
        if meant[id(one)]
        and not meant[id(one)] & about_ignores
        and all(n in RULES or n in running for n in meant[id(one)])
    ]
    silent = sorted({name for one in judged for name in meant[id(one)]} - running)
    needed = {id(one) for one in judged}
    if silent:
        found = ask([ActiveRule(RULES[name], RULES[name].severity) for name in silent])
        needed = {id(one) for one in suppress(found, judged).unused}
    yield from (one for one in judged if id(one) in needed)
