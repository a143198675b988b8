"""Check: what an answer says of its next page leads through the whole list, once, and then ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.choosing import fulfils, one_by_one
from specforge.contract.probing.confirm import confirmed
from specforge.contract.probing.following import Next, cursor_of, ends, followed, is_elsewhere, more_of, next_of, tells
from specforge.contract.probing.listing import Listed, Listing, Wish, listing_of, severity
from specforge.contract.probing.tester import Tester
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.document.place import Place
from specforge.findings.exchange import Exchange
from specforge.findings.model import Severity
from specforge.findings.show import status_line
from specforge.values.lists.envelopes import MORE, STEPS, TOTALS
from specforge.values.resources.model import Role

# Pages that a list is cut into, and how many are followed.
_PAGES = 3
_MOST_PAGES = 12
_NAMED = 3
_SHOWN = 60


@dataclass
class _Walk:
    """The pages that were seen. ``last`` is the step that led nowhere; ``is_whole``: the list said that it ended."""

    wishes: tuple[Wish, ...]
    pages: list[Listed] = field(default_factory=list)
    last: Next | None = None
    refused: Exchange | None = None
    is_whole: bool = False

    @property
    def steps(self) -> tuple[Exchange, ...]:
        return tuple(page.exchange for page in self.pages)


@sends("next-page", stage=Stage.WRITE, order=60, needs=("lists",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """Following a list from page to page shows things twice, leaves some out, or never ends."""
    listing = listing_of(operation, tester)
    anchor = tester.anchor(operation)
    first = listing.read(anchor.exchange) if listing is not None and anchor is not None else None
    if listing is None or first is None or not tells(listing, first):
        return
    _fill(listing, first, tester)
    yield from confirmed(_look, listing, tester)
    yield from confirmed(_chosen, listing, tester)


def _fill(listing: Listing, listed: Listed, tester: Tester) -> None:
    """So many things that there is more than one page."""
    action = tester.pool.action(listing.operation)
    if action is not None and action.role is Role.LIST:
        for _ in range(_PAGES - len(listed.items)):
            if tester.create(action.resource) is None:
                return


def _look(listing: Listing, tester: Tester) -> Iterator[Hit]:
    whole = listing.ask(*listing.roomy)
    if whole is None or len(set(listing.identities(whole))) < len(whole.items):
        return
    size = _size(listing, len(whole.items))
    walk = _walk(listing, tester, size)
    found = [*_of_steps(listing, walk, tester), *_of_pages(listing, walk, size), *_of_whole(listing, walk, whole)]
    yield from found[:1]


def _size(listing: Listing, total: int) -> int | None:
    """How many things a page is to have; None where that cannot be asked for."""
    limit, wanted = listing.paging.limit, max(-(-total // _PAGES), 1)
    return next((n for n in range(wanted, total) if listing.takes(limit, n)), None) if limit is not None else None


def _walk(listing: Listing, tester: Tester, size: int | None) -> _Walk:
    limit = listing.paging.limit
    walk = _Walk(((limit, size),) if limit is not None and size is not None else ())
    asked = walk.wishes
    page = listing.ask(*asked)
    while page is not None:
        walk.pages.append(page)
        walk.last = step = next_of(listing, page, asked)
        if step is None:
            walk.is_whole = not more_of(page, listing.shape.path) and ends(listing, walk.pages)
            break
        if _repeated(listing, walk.pages) or len(walk.pages) >= _MOST_PAGES:
            break
        if step.url and is_elsewhere(step.url, tester):
            break
        asked = (*walk.wishes, step.wish) if step.wish is not None else walk.wishes
        exchange = followed(listing, tester, step, walk.wishes)
        page = listing.read(exchange)
        if page is None:
            walk.refused = exchange
    return walk


def _of_steps(listing: Listing, walk: _Walk, tester: Tester) -> Iterator[Hit]:
    """What leads to the next page leads to a page, and there is an end to it."""
    step = walk.last
    if step is None or not walk.pages:
        return
    page = walk.pages[-1]
    if step.url and is_elsewhere(step.url, tester):
        yield _hit(listing, page, step.where, f"the next page is said to be on another host: {step.said[:_SHOWN]}", ())
    elif walk.refused is not None and walk.refused.answer is not None:
        answer = walk.refused.answer
        if not walk.refused.is_accepted and answer.status != 429 and answer.status < 500:
            message = f"{step.where} leads to a page that is answered with {status_line(answer.status)}"
            yield _hit(listing, page, step.where, message, walk.steps, walk.refused)
    elif len(walk.pages) >= _MOST_PAGES and not any(each.items for each in walk.pages[-_PAGES:]):
        message = f"after {len(walk.pages)} pages, the last {_PAGES} of which are empty, there is still said to be more"
        yield _hit(listing, page, step.where, message, walk.steps[:-1])


def _of_pages(listing: Listing, walk: _Walk, size: int | None) -> Iterator[Hit]:
    """Every thing is on one page, and no page has more things than were asked for."""
    if not walk.pages:
        return
    page, where = walk.pages[-1], _way(listing, walk)
    first = len(walk.pages[0].items)
    repeated = _repeated(listing, walk.pages)
    large = next((each for each in walk.pages[1:] if size is not None and len(each.items) > size >= first), None)
    if large is not None and size is not None:
        message = f"the first page has {first} things as asked, and a next one {len(large.items)}"
        yield _hit(listing, large, where, message, (walk.pages[0].exchange,))
    elif repeated:
        message = f"following the list from page to page, {_named(repeated)} on more than one"
        yield _hit(listing, page, where, message, walk.steps[:-1])


def _of_whole(listing: Listing, walk: _Walk, whole: Listed) -> Iterator[Hit]:
    """At the end, everything was seen, in its order."""
    if not walk.is_whole:
        return
    page, where, known = walk.pages[-1], _way(listing, walk), listing.identities(whole)
    seen = [identity for each in walk.pages for identity in listing.identities(each)]
    missing = [identity for identity in known if identity not in seen]
    steps = (whole.exchange, *walk.steps[:-1])
    if missing:
        message = f"the list says that it ends after {len(seen)} things, and {_named(missing)} on no page"
        yield _hit(listing, page, where, message, steps)
    elif whole.total is not None and whole.total > len(seen):
        message = f"the list says that it has {whole.total} things, and ends after {len(seen)}"
        yield _hit(listing, page, next(iter(TOTALS)), message, steps, place=listing.place_of(TOTALS))
    elif cursor_of(listing) is not None and [one for one in seen if one in known] != known:
        message = "followed from page to page, the list comes in another order than at once"
        yield _hit(listing, page, where, message, steps)


def _chosen(listing: Listing, tester: Tester) -> Iterator[Hit]:
    """The next page of what a filter chooses is chosen, too."""
    for filter, value, asked in one_by_one(listing, tester, _SHOWN):
        for page, step in _following(listing, tester, asked):
            if any(fulfils(filter, item, [value]) is False for item in page.items):
                message = f"{filter.parameter.name}={value} is forgotten on a next page"
                yield _hit(listing, page, step.where, message, ())
                return


def _following(listing: Listing, tester: Tester, asked: tuple[Wish, ...]) -> Iterator[tuple[Listed, Next]]:
    """The pages behind the first one, a few of them, and what led there."""
    page, wishes = listing.ask(*asked), asked
    for _ in range(_PAGES):
        step = next_of(listing, page, wishes) if page is not None else None
        if step is None or (step.url and is_elsewhere(step.url, tester)):
            return
        page = listing.read(followed(listing, tester, step, asked))
        wishes = (*asked, step.wish) if step.wish is not None else asked
        if page is None:
            return
        yield page, step


def _repeated(listing: Listing, pages: list[Listed]) -> list[str]:
    counted = Counter(identity for page in pages for identity in listing.identities(page))
    return [identity for identity, times in counted.items() if times > 1]


def _way(listing: Listing, walk: _Walk) -> str:
    """What was followed from the first page on."""
    step = next_of(listing, walk.pages[0], walk.wishes)
    return step.where if step is not None else next(iter(MORE))


def _hit(
    listing: Listing,
    page: Listed,
    where: str,
    message: str,
    steps: tuple[Exchange, ...],
    exchange: Exchange | None = None,
    place: Place | None = None,
) -> Hit:
    cursor = cursor_of(listing)
    level = severity(cursor) if cursor is not None else Severity.WARNING
    problem = Problem("next-page", message, place or _place(listing, page, where), level)
    return Hit(problem, exchange or page.exchange, steps)


def _place(listing: Listing, page: Listed, where: str) -> Place:
    """What leads to the next page: a header, a member of the body, else the parameter."""
    said = listing.header_place(page, where) if where == "Link" else listing.place_of(STEPS["next"] | MORE)
    parameter = cursor_of(listing) or listing.paging.page or listing.paging.offset
    return parameter.place if said == listing.operation.node.key_place and parameter is not None else said


def _named(identities: list[str]) -> str:
    named = ", ".join(identity[:40] for identity in identities[:_NAMED])
    more = len(identities) - _NAMED
    verb = "is" if len(identities) == 1 else "are"
    return f"{named}{f' and {more} more' if more > 0 else ''} {verb}"
