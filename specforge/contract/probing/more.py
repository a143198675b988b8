"""Answers that say themselves that they are not all of a list."""

from __future__ import annotations

from typing import Any

from specforge.contract.probing.following import linked
from specforge.contract.probing.listing import totals
from specforge.contract.probing.pool import body_of
from specforge.findings.exchange import Exchange
from specforge.values.lists.envelopes import MORE, STEPS
from specforge.values.resources.names import bare

_ENVELOPES = frozenset({"links", "meta", "metadata", "pagination", "paging", "page", "pageinfo"})


def says_more(exchange: Exchange, shown: int) -> bool:
    """True where an answer has a link to the next page, or a total above the ``shown`` things."""
    body = body_of(exchange)
    is_linked = exchange.answer is not None and linked(exchange.answer) is not None
    return is_linked or _leads_on(body) or any(total > shown for total in totals(body, ()))


def _leads_on(body: Any) -> bool:
    if not isinstance(body, dict):
        return False
    members = {bare(name): value for name, value in body.items()}
    has_step = any(bool(value) for name, value in members.items() if name in STEPS["next"])
    has_flag = any(value is True for name, value in members.items() if name in MORE)
    return has_step or has_flag or any(_leads_on(members[name]) for name in members.keys() & _ENVELOPES)
