"""From many problems to few findings: what has one cause is one finding, whichever operations it shows in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from specforge.contract.conformance.accepted import RULE
from specforge.contract.echoes import Accepted, origin
from specforge.contract.problem import PREFIX, Problem
from specforge.contract.steps.claim import Claim
from specforge.contract.steps.script import as_script
from specforge.document.place import Place, Region
from specforge.findings.exchange import Exchange
from specforge.findings.fingerprint import file_of, stable_tokens
from specforge.findings.model import Finding, Related, Severity, sort_findings
from specforge.findings.redact import Redactor
from specforge.findings.show import details

# How many operations, and how many further places, a finding names.
MOST_OPERATIONS = 12
MOST_PLACES = 4
# Further requests that are kept of an operation where one does not say by itself what is wrong.
MOST_SPARE = 40
_UNEXPLAINED = ("server-error", "positive-data-rejected")

Key = tuple[str, str, Place | None]


@dataclass(slots=True)
class Sample:
    """A problem with the exchange that shows it. ``extra`` are further titled texts; ``claim`` is what the last of
    several exchanges shows, and ``asked`` the check that found it, with the operation whose turn it was."""

    problem: Problem
    operation: str | None = None
    exchange: Exchange | None = None
    steps: tuple[Exchange, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)
    claim: Claim | None = None
    asked: tuple[str, str] | None = None

    @property
    def size(self) -> int:
        return self.exchange.request.size if self.exchange else 0

    def shows_better_than(self, other: Sample) -> bool:
        """True for what is worse, and of what is as bad for the smaller request."""
        return self._order < other._order

    @property
    def _order(self) -> tuple[int, bool, int]:
        return self.problem.severity.rank, self.exchange is None, self.size


@dataclass(slots=True)
class Group:
    """What has one cause: the best sample at each place, and the operations that show it. Whether a 5xx, or the refusal
    of what is valid, has one cause is known later: some ``spare`` samples are kept for that."""

    samples: dict[Place, Sample] = field(default_factory=dict)
    operations: dict[str, None] = field(default_factory=dict)
    spare: list[Sample] = field(default_factory=list)
    count: int = 0

    def add(self, sample: Sample, operation: str | None = None) -> None:
        """``operation`` is the one that was asked, where the problem is that of its path: see Problem."""
        self.count += 1
        if sample.problem.rule in _UNEXPLAINED and len(self.spare) < MOST_SPARE:
            self.spare.append(sample)
        shows = sample.operation or operation
        if shows is not None:
            self.operations.setdefault(shows)
        known = self.samples.setdefault(sample.problem.place, sample)
        better, other = (sample, known) if sample.shows_better_than(known) else (known, sample)
        if "traceback" in other.extra:
            # Not everybody who calls an application is told where it broke.
            better.extra.setdefault("traceback", other.extra["traceback"])
        self.samples[sample.problem.place] = better

    @property
    def severity(self) -> Severity:
        """That of the worst sample."""
        return self.shown.problem.severity

    def join(self, other: Group) -> None:
        """Takes what another group is shown by."""
        self.count += other.count
        self.operations.update(other.operations)
        shown = other.shown
        known = self.samples.setdefault(shown.problem.place, shown)
        if shown.shows_better_than(known):
            self.samples[shown.problem.place] = shown

    @property
    def shown(self) -> Sample:
        """The one that is shown: of the worst ones the first in the document."""
        worst = min(sample.problem.severity.rank for sample in self.samples.values())
        found = [sample for sample in self.samples.values() if sample.problem.severity.rank == worst]
        # Where something is in a large file takes long to find out the first time.
        return min(found, key=_place_of) if len(found) > 1 else found[0]

    def others(self) -> Iterator[Sample]:
        """The samples at further places."""
        shown = self.shown
        rest = [sample for sample in self.samples.values() if sample is not shown]
        yield from sorted(rest, key=_place_of)


def _place_of(sample: Sample) -> tuple[str, Region]:
    return sample.problem.place.file, sample.problem.place.region


@dataclass(frozen=True, slots=True)
class Evidence:
    """A finding with what it was made of."""

    finding: Finding
    sample: Sample


@dataclass(slots=True)
class Collector:
    """Groups problems by cause and keeps, of each group, the smallest request that shows it. ``on_sample`` is called
    with every single one, whether its rule is wanted or not."""

    redactor: Redactor
    groups: dict[Key, Group] = field(default_factory=dict)
    is_wanted: Callable[[str], bool] = field(default=lambda rule: True)
    on_sample: Callable[[Sample], None] = field(default=lambda sample: None)
    _accepted: Accepted = field(default_factory=Accepted)

    def add(
        self,
        problem: Problem,
        operation: str | None = None,
        exchange: Exchange | None = None,
        steps: tuple[Exchange, ...] = (),
        extra: dict[str, str] | None = None,
        claim: Claim | None = None,
        asked: tuple[str, str] | None = None,
    ) -> None:
        """``steps`` are the exchanges that must come first, in their order, ``exchange`` itself among them or not."""
        if problem.rule == RULE and exchange is not None:
            self._accepted.note(exchange.request)
        if claim is not None and exchange is not None:
            earlier = tuple(step for step in steps if step is not exchange)
            claim = claim if claim.is_shown_by((*earlier, exchange)) else None
        own = None if problem.of_path else operation
        sample = Sample(problem, own, exchange, steps, extra or {}, claim, asked)
        self.on_sample(sample)
        if self.is_wanted(problem.rule):
            self.groups.setdefault(_key(problem), Group()).add(sample, operation)

    def regroup(self) -> None:
        """What has got to know its cause meanwhile joins what has the same one."""
        for key, group in list(self.groups.items()):
            if _key(group.shown.problem) != key:
                del self.groups[key]
                self.groups.setdefault(_key(group.shown.problem), Group()).join(group)

    def __len__(self) -> int:
        return len(self.groups)

    def findings(self) -> list[Finding]:
        """In the order of the document."""
        return [one.finding for one in self.evidence()]

    def evidence(self) -> list[Evidence]:
        """The findings with what shows them, in the order of the document."""
        echoes = self._echoes()
        found = [
            Evidence(self._finding(group, echoes.get(id(group), [])), group.shown)
            for key, group in self.groups.items()
            if origin(key, self.groups, self._accepted) is None
        ]
        by_finding = {id(one.finding): one for one in found}
        return [by_finding[id(finding)] for finding in sort_findings(one.finding for one in found)]

    def _echoes(self) -> dict[int, list[Group]]:
        """What is a consequence of something else, by the group of that."""
        found: dict[int, list[Group]] = {}
        for key, group in self.groups.items():
            cause = origin(key, self.groups, self._accepted)
            if cause is not None:
                found.setdefault(id(cause), []).append(group)
        return found

    def _finding(self, group: Group, echoes: list[Group]) -> Finding:
        shown = group.shown
        problem = shown.problem
        operations = tuple(sorted(group.operations, key=_by_path))
        return Finding(
            rule=PREFIX + problem.rule,
            severity=problem.severity,
            message=self.redactor.text(problem.message),
            place=problem.place,
            operation=shown.operation,
            help=problem.help,
            related=(*problem.related, *self._elsewhere(group), *self._others(echoes)),
            details=self._details(group, operations) | _answers(echoes),
            key=_identity(problem),
            operations=operations if len(operations) > 1 or problem.of_path else (),
        )

    def _elsewhere(self, group: Group) -> Iterator[Related]:
        """Where else it shows. Of very many places only the first ones are named."""
        for sample in list(group.others())[:MOST_PLACES]:
            yield Related(f"the same here: {self.redactor.text(sample.problem.message)}", sample.problem.place)

    def _others(self, echoes: list[Group]) -> Iterator[Related]:
        """What is wrong because of this, at other places."""
        for echo in [each for each in echoes if each.shown.problem.rule != "response-schema"][:MOST_PLACES]:
            problem = echo.shown.problem
            yield Related(f"and so: {self.redactor.text(problem.message)}", problem.place)

    def _details(self, group: Group, operations: tuple[str, ...]) -> dict[str, str]:
        shown = group.shown
        found = dict(shown.extra)
        if shown.exchange is not None:
            found = {**details(shown.exchange, self.redactor), **found}
            earlier = [step for step in shown.steps if step is not shown.exchange]
            if earlier:
                found["curl"] = as_script((*earlier, shown.exchange), self.redactor)
        if group.count > 1:
            found["seen"] = f"{group.count} times"
        if len(operations) > 1:
            found["operations"] = named(operations)
        return {title: self.redactor.text(text) for title, text in found.items()}


def _key(problem: Problem) -> Key:
    return (problem.rule, problem.cause, None if problem.is_general else problem.place)


def _answers(echoes: list[Group]) -> dict[str, str]:
    """What is said of the answers in which accepted values come back."""
    labels = {label for each in echoes if each.shown.problem.rule == "response-schema" for label in each.operations}
    return {"comes back in": named(tuple(sorted(labels, key=_by_path)))} if labels else {}


def _identity(problem: Problem) -> tuple[str, ...]:
    """What the finding is known by from run to run: not which operation happened to show it first."""
    file = file_of(problem.place)
    if problem.is_general:
        return (file, problem.cause)
    tokens = tuple(stable_tokens(problem.place))
    return (file, *tokens, problem.cause) if problem.cause else (file, *tokens)


def _by_path(label: str) -> tuple[str, str]:
    method, _, path = label.partition(" ")
    return path, method


def named(operations: tuple[str, ...]) -> str:
    """The operations that have a fault, a line each; of very many the first ones."""
    more = len(operations) - MOST_OPERATIONS
    return "\n".join([*operations[:MOST_OPERATIONS], *([f"and {more} more"] if more > 0 else [])])


def worst(findings: list[Finding]) -> Severity | None:
    """The most severe of the findings, or None."""
    return min((finding.severity for finding in findings), key=lambda severity: severity.rank, default=None)
