"""The outcome of a self-check as findings, a table and facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from specforge.contract.self_check.rounds import SelfCheck
from specforge.contract.self_check.verdict import Outcome, Score, Verdict, score_of, scores
from specforge.counting import counted
from specforge.document.model import Document, Operation
from specforge.document.place import Place
from specforge.findings.breach import Breach
from specforge.findings.model import Finding, Severity, sort_findings
from specforge.findings.table import Table

PREFIX = "self-check/"

KINDS = {
    "request": "wrong requests accepted",
    "credentials": "credentials ignored",
    "method": "undocumented methods answered",
    "ignored": "query parameters ignored",
    "default": "other values than the defaults",
    "memory": "changes forgotten",
    "status": "undocumented statuses",
    "server-error": "server errors",
    "header": "headers of answers",
    "content-type": "media types of answers",
    "body": "broken JSON",
    "response": "values in answers",
}
"""What the kinds of breaches are called, in the order in which they are shown."""

_MISSED = (Outcome.UNNOTICED, Outcome.UNMET)
_MOST_NAMED = 5


def table(check: SelfCheck) -> Table:
    """The score of each kind."""
    found = {score.kind: score for score in scores(check.verdicts)}
    rows = [_row(KINDS[kind], found[kind]) for kind in KINDS if kind in found]
    columns = ("what was broken", "tried", "noticed", "unnoticed", "never shown", "score")
    whole = score_of("all", check.verdicts)
    note = "`never shown`: no request of the run got an answer that would have been another one."
    return Table("Mutation score", columns, [*rows, _row("all", whole)], frozenset(range(1, 6)), note)


def _row(name: str, score: Score) -> tuple[str, ...]:
    percent = "" if score.percent is None else f"{score.percent:g} %"
    return name, str(score.tried), str(score.noticed), str(score.unnoticed), str(score.unmet), percent


def facts(check: SelfCheck, settings_facts: dict[str, Any]) -> dict[str, Any]:
    """Plain values for the summary of a report."""
    whole = score_of("all", check.verdicts)
    harmless = sum(verdict.outcome is Outcome.HARMLESS for verdict in check.verdicts)
    return {
        "mutation_score": whole.percent,
        "breaches": whole.tried,
        "noticed": whole.noticed,
        "unnoticed": whole.unnoticed,
        "never_shown": whole.unmet,
        "not_tried": whole.untried,
        "without_effect": harmless,
        "runs": check.runs,
        **settings_facts,
        "kinds": [_data(score) for score in scores(check.verdicts)],
    }


def _data(score: Score) -> dict[str, Any]:
    return {
        "kind": score.kind,
        "tried": score.tried,
        "noticed": score.noticed,
        "unnoticed": score.unnoticed,
        "never_shown": score.unmet,
        "not_tried": score.untried,
        "score": score.percent,
    }


def findings(document: Document, check: SelfCheck, *, has_credentials: bool) -> list[Finding]:
    """What would not be noticed, in the order of the document; what has one place and one reason is one finding."""
    operations = {operation.label: operation for operation in document.operations}
    missed = [verdict for verdict in check.verdicts if verdict.outcome in _MISSED]
    unseen = _unseen(check.verdicts)
    found = [*_of_answers(operations, [one for one in missed if _response_of(one.breach) in unseen])]
    groups: dict[tuple[str, str, Place, str], list[Verdict]] = {}
    for verdict in missed:
        if _response_of(verdict.breach) not in unseen:
            breach, help = verdict.breach, _help(verdict, operations, has_credentials=has_credentials)
            groups.setdefault((breach.kind, breach.keyword, breach.place, help), []).append(verdict)
    found += [_finding(group, key[3]) for key, group in groups.items()]
    return sort_findings(found)


def _finding(group: list[Verdict], help: str) -> Finding:
    first = group[0].breach
    operations = [one.breach.operation for one in group if one.breach.operation is not None]
    more = f" ({_named(operations[1:])}, too)" if len(operations) > 1 else ""
    place, message = first.place, f"nobody would notice when {first.message}{more}"
    return Finding(PREFIX + first.kind, Severity.INFO, message, place, operation=first.operation, help=help)


def _named(names: list[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMED])
    return f"{shown} and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else shown


def _help(verdict: Verdict, operations: dict[str, Operation], *, has_credentials: bool) -> str:
    breach = verdict.breach
    if verdict.found_by:
        return f"{verdict.found_by} would notice"
    if verdict.outcome is Outcome.UNNOTICED:
        return "it changed answers of this run, and no check said a word"
    operation = operations.get(breach.operation or "")
    if not has_credentials and operation is not None and not operation.is_public and breach.kind == "request":
        return "nothing gets past 401 here: give credentials with -H"
    if breach.kind == "request" and verdict.met:
        return "no request that was wrong in this way got as far as 2xx: an example that leads to something helps"
    if breach.kind == "request":
        return "no request was wrong in this way and sound otherwise: an example of it in the document helps"
    return "no answer had the part in question: an example that leads there helps"


# -- responses that never came ----------------------------------------------------------------------------------------

Response = tuple[str, str]


def _response_of(breach: Breach) -> Response | None:
    return (breach.operation, breach.status) if breach.operation is not None and breach.status else None


def _unseen(verdicts: Iterable[Verdict]) -> set[Response]:
    """The responses of which no answer was seen, with nothing that could tell."""
    seen, all_of_them = set(), set()
    for verdict in verdicts:
        response = _response_of(verdict.breach)
        if response is not None:
            all_of_them.add(response)
            if verdict.outcome is not Outcome.UNMET:
                seen.add(response)
    return all_of_them - seen


def _of_answers(operations: dict[str, Operation], missed: list[Verdict]) -> Iterator[Finding]:
    groups: dict[Response, list[Verdict]] = {}
    for verdict in missed:
        response = _response_of(verdict.breach)
        assert response is not None
        groups.setdefault(response, []).append(verdict)
    for (label, status), group in groups.items():
        breaches = counted(len(group), "breach", "breaches")
        message = f"no answer {status} of {label} came: nobody would notice any of {breaches} in it"
        ways = dict.fromkeys(verdict.found_by for verdict in group if verdict.found_by)
        help = f"{' or '.join(ways)} would bring one about" if ways else "an example request that leads there helps"
        place = operations[label].responses[status].node.key_place
        yield Finding(PREFIX + "unseen-answer", Severity.INFO, message, place, operation=label, help=help)
