"""Is what a list answers to a filter what was asked for? Nothing that is not, and all that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from specforge.contract.check import Hit
from specforge.contract.probing.listing import Listed, Listing, severity, total_in_headers
from specforge.contract.probing.pool import at
from specforge.contract.problem import Problem
from specforge.document.model import Parameter
from specforge.findings.exchange import Exchange
from specforge.findings.model import Severity
from specforge.values.resources.shapes import Path
from specforge.values.texts import write

_NAMED = 3


@dataclass(frozen=True)
class Question:
    """A parameter with a value, and the rule that a wrong answer breaks. ``fits`` says whether a thing may be in the
    answer (None: that cannot be told), and ``belongs`` whether it must be; ``shown`` is the property that this depends
    on, ``values`` how many were asked for at once."""

    rule: str
    parameter: Parameter
    value: Any
    fits: Callable[[Any], bool | None]
    belongs: Callable[[Any], bool]
    shown: Path
    values: int = 1


def judge(listing: Listing, whole: Listed, question: Question) -> Iterator[Hit]:
    """What is wrong with the answer, ``whole`` being that to the same request without the parameter."""
    draft = listing.draft(*listing.roomy, (question.parameter, question.value))
    exchange = listing.send(draft)
    if exchange.answer is not None and exchange.answer.status in (400, 422):
        yield _refused(question, exchange, exchange.answer.status)
        return
    listed = listing.read(exchange)
    if listed is None:
        return
    yield from _foreign(question, listed, whole)
    yield from _missing(listing, question, listed, whole)
    yield from _miscounted(listing, question, listed, whole)


def asked(question: Question) -> str:
    """The parameter as a reader writes it: ``role=admin``."""
    value = question.value
    text = ", ".join(map(write, value)) if isinstance(value, list) else write(value)
    return f"{question.parameter.name}={text}"


def _foreign(question: Question, listed: Listed, whole: Listed) -> Iterator[Hit]:
    """Things that were not asked for."""
    wrong = [item for item in listed.items if question.fits(item) is False and not _is_respelled(question, item)]
    if wrong:
        ignored = " (as many as without it)" if len(listed.items) == len(whole.items) else ""
        message = f"{asked(question)} is answered with {len(wrong)} of {len(listed.items)} things that are not"
        message += f": {'.'.join(question.shown)} is {_seen(question, wrong)}{ignored}"
        yield _hit(question.rule, message, question, listed, whole)


def _is_respelled(question: Question, item: Any) -> bool:
    """True for what was asked for, in other letters: that is the fault of how things are shown."""
    value = at(item, question.shown)
    values = question.value if isinstance(question.value, list) else [question.value]
    return isinstance(value, str) and value.casefold() in [each.casefold() for each in values if isinstance(each, str)]


def _seen(question: Question, items: list[Any]) -> str:
    values = dict.fromkeys(write(at(item, question.shown))[:40] for item in items)
    return " or ".join(list(values)[:_NAMED])


def _missing(listing: Listing, question: Question, listed: Listed, whole: Listed) -> Iterator[Hit]:
    """Things that are there and were asked for. Where fewer are shown than fit into an answer, those are all."""
    if len(listed.items) >= len(whole.items):
        return
    present = set(listing.identities(listed))
    missing = [each for each in whole.items if question.belongs(each) and listing.identity(each) not in present]
    if missing:
        named = ", ".join(listing.identity(item)[:40] for item in missing[:_NAMED])
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        message = f"{asked(question)} is answered without {named}{more}"
        yield _hit(question.rule, message, question, listed, whole)


def _miscounted(listing: Listing, question: Question, listed: Listed, whole: Listed) -> Iterator[Hit]:
    """The total is that of what was asked for. One that is wrong anyway is no fault of the filter."""
    most = listing.most
    if most is None or len(listed.items) >= most:
        return
    anyway = _totals(whole)
    for what, total in _totals(listed).items():
        is_wrong_anyway = len(whole.items) < most and anyway.get(what) != len(whole.items)
        if total != len(listed.items) and not is_wrong_anyway:
            message = f"{asked(question)} is answered with {len(listed.items)} things, and {what} of {total}"
            yield _hit("total-differs", message, question, listed)
            return


def _totals(listed: Listed) -> dict[str, int]:
    """What an answer says that there is, in its body and in a header."""
    found = {"a total": listed.total} if listed.total is not None else {}
    # Without pages, a total is the sum of something else, wherever it stands.
    in_header = total_in_headers(listed.answer) if found else None
    return found | ({f"a header {in_header[0].title()}": in_header[1]} if in_header is not None else {})


def _refused(question: Question, exchange: Exchange, status: int) -> Hit:
    """A value that the document allows; of several values, each alone was taken."""
    said = f"is refused with {status}" + (", though each value alone is taken" if question.values > 1 else "")
    level = Severity.ERROR if question.values > 1 else Severity.WARNING
    problem = Problem("positive-data-rejected", f"{asked(question)} {said}", question.parameter.place, level)
    return Hit(problem, exchange)


def _hit(rule: str, message: str, question: Question, listed: Listed, *steps: Listed) -> Hit:
    problem = Problem(rule, message, question.parameter.place, severity(question.parameter))
    return Hit(problem, listed.exchange, tuple(step.exchange for step in steps))
