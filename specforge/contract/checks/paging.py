"""Check: the pages of a list show every thing once, and end where the things do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import count

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.confirm import confirmed
from specforge.contract.probing.listing import Listed, Listing, Wish, listing_of, severity
from specforge.contract.probing.tester import Tester
from specforge.contract.problem import Problem
from specforge.document.model import Operation, Parameter

# Pages that a list is cut into, and how many things it may have for that.
_PAGES = 3
_MOST_PAGES = 12
_FAR = 1000
_NAMED = 3


@sends("paging", stage=Stage.READ, order=12, needs=("lists",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """The pages of a list overlap, leave things out, or go on behind the end."""
    listing = listing_of(operation, tester)
    if listing is None or _step(listing) is None:
        return
    yield from confirmed(_look, listing)


def _step(listing: Listing) -> Parameter | None:
    """What leads to the next page."""
    return listing.paging.page or listing.paging.offset


def _look(listing: Listing) -> Iterator[Hit]:
    whole = listing.ask(*listing.roomy)
    step = _step(listing)
    if whole is None or step is None or len(set(listing.identities(whole))) < len(whole.items):
        return
    if not whole.items and whole.total:
        message = f"the first page has nothing, and there are {whole.total} things by the total"
        yield Hit(Problem("paging", message, step.place, severity(step)), whole.exchange)
    size = _size(listing, len(whole.items))
    if size is not None:
        yield from _walk(listing, step, whole, size)
    yield from _beyond(listing, step, whole)


def _size(listing: Listing, total: int) -> int | None:
    """How many things a page is to have: so many that there are a few pages. None where there is but one."""
    limit = listing.paging.limit
    if limit is None:
        return total or None
    wanted = -(-total // _PAGES)
    fitting = (n for n in range(wanted, total) if listing.takes(limit, n))
    return next(fitting, None) if total > 1 else None


def _wishes(listing: Listing, step: Parameter, index: int, size: int) -> tuple[Wish, ...]:
    """What asks for a page, counted from 0."""
    limit = listing.paging.limit
    is_page = step is listing.paging.page
    value = listing.paging.first_number + index if is_page else index * size
    return ((step, value), *(((limit, size),) if limit is not None else ()))


def _walk(listing: Listing, step: Parameter, whole: Listed, size: int) -> Iterator[Hit]:
    pages: list[Listed] = []
    for index in count():
        page = listing.ask(*_wishes(listing, step, index, size))
        if page is None:
            break
        pages.append(page)
        # More things than a page may have are a problem of their own.
        if not page.items or index >= _MOST_PAGES or len(page.items) > size:
            break
        if len({*listing.identities(page)}) < len(page.items):
            return
        if _repeated(listing, pages):
            break
    yield from _judge(listing, step, whole, pages, size)


def _repeated(listing: Listing, pages: list[Listed]) -> list[str]:
    """Things that are on more than one page."""
    counted = Counter(identity for page in pages for identity in listing.identities(page))
    return [identity for identity, times in counted.items() if times > 1]


def _judge(listing: Listing, step: Parameter, whole: Listed, pages: list[Listed], size: int) -> Iterator[Hit]:
    steps = tuple(page.exchange for page in pages[:-1])
    repeated = _repeated(listing, pages)
    if repeated:
        message = f"pages of {size} overlap: {_named(repeated)} on more than one"
        yield Hit(Problem("paging", message, step.place, severity(step)), pages[-1].exchange, steps)
        return
    seen = {identity for page in pages for identity in listing.identities(page)}
    missing = [identity for identity in listing.identities(whole) if identity not in seen]
    if missing and pages and _is_through(pages, size):
        message = f"pages of {size} leave things out: {_named(missing)} on none"
        yield Hit(Problem("paging", message, step.place, severity(step)), pages[-1].exchange, steps)


def _is_through(pages: list[Listed], size: int) -> bool:
    """True where the last page was reached: it is empty."""
    return not pages[-1].items


def _beyond(listing: Listing, step: Parameter, whole: Listed) -> Iterator[Hit]:
    """Far behind the end there is nothing."""
    size = max(len(whole.items), 1)
    wishes = _wishes(listing, step, _FAR, size)
    if not all(listing.takes(*wish) for wish in wishes) or (whole.total or 0) >= _FAR * size:
        return
    page = listing.ask(*wishes)
    if page is not None and page.items:
        again = set(listing.identities(page)) & set(listing.identities(whole))
        if again:
            message = f"{step.name}={wishes[0][1]}, which is behind the end, is answered with {len(page.items)} things"
            yield Hit(Problem("paging", message, step.place, severity(step)), page.exchange, (whole.exchange,))


def _named(identities: list[str]) -> str:
    named = ", ".join(f"{identity[:40]}" for identity in identities[:_NAMED])
    more = len(identities) - _NAMED
    verb = "is" if len(identities) == 1 else "are"
    return f"{named}{f' and {more} more' if more > 0 else ''} {verb}"
