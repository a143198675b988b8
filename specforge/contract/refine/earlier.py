"""Does a request fail because of one that came before? Then both are told, and what they are about is made anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any
from urllib.parse import quote

from specforge.contract.collect import Sample
from specforge.contract.probing.pool import Pool, body_of
from specforge.contract.refine.again import Again
from specforge.contract.refine.culprit import with_path_value
from specforge.contract.refine.usual import Usual
from specforge.contract.steps.claim import Status
from specforge.contract.steps.fresh import Fresh
from specforge.contract.steps.scalars import exchanged
from specforge.document.model import Operation, Parameter
from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.values.resources.model import Action, Resource, Role
from specforge.values.resources.shapes import Path

_RULES = ("server-error", "status-code", "positive-data-rejected")
"""What is known from the status of the answer."""
BY_ITEM = ("response-schema",)
"""What each item of a list may show."""
# Requests with new values that are tried, and others that may come before.
_MOST_NEW, _MOST_OTHERS = 3, 4
_CHANGING = ("POST", "PUT", "PATCH")


@dataclass(frozen=True, slots=True)
class Earlier:
    """``ask`` gives None where no answer comes; what it raises passes through."""

    ask: Callable[[SentRequest], Answer | None]
    again: Again
    fresh: Fresh
    usual: Usual
    pool: Pool

    def told(self, sample: Sample, operation: Operation, exchange: Exchange) -> Sample | None:
        """The sample with what has to come before it; None where it needs nothing, or nothing was found."""
        if sample.problem.rule not in _RULES or exchange.answer is None:
            return None
        asked = _Asked(sample, operation, exchange)
        return self._twice(asked) or self._of_new_thing(asked)

    # -- the same request, sent twice ---------------------------------------------------------------------------------

    def _twice(self, asked: _Asked) -> Sample | None:
        """With values that nothing has yet it is taken, and then it is not any more."""
        if asked.exchange.request.method.upper() not in _CHANGING:
            return None
        for changes in islice(self.fresh.changes(asked.operation, asked.exchange.request), _MOST_NEW):
            request = exchanged(asked.exchange.request, changes)
            first = self._sent(request)
            if not self._shows(asked, first) and first.is_accepted:
                second = self._sent(request)
                if self._shows(asked, second):
                    return asked.after((first,), second)
        return None

    # -- something that was just made ---------------------------------------------------------------------------------

    def _of_new_thing(self, asked: _Asked) -> Sample | None:
        """A new thing is treated well, until something is done to it."""
        maker = self._maker(asked)
        made = self._made(maker) if maker is not None else None
        if maker is None or made is None:
            return None
        request = maker.asking(asked.exchange.request, asked.operation, made[1])
        first = self._sent(request)
        if self._shows(asked, first):
            return None
        if first.is_accepted and request.method.upper() in _CHANGING:
            second = self._sent(request)
            if self._shows(asked, second):
                return asked.after((made[0], first), second)
        return self._after_others(asked, maker)

    def _after_others(self, asked: _Asked, maker: _Maker) -> Sample | None:
        """Each of the others has a thing of its own."""
        for operation, known in islice(self._others(asked, maker), _MOST_OTHERS):
            made = self._made(maker)
            if made is None:
                return None
            done = self._sent(maker.asking(known, operation, made[1]))
            if not done.is_accepted:
                continue
            last = self._sent(maker.asking(asked.exchange.request, asked.operation, made[1]))
            if self._shows(asked, last):
                return asked.after((made[0], done), last)
        return None

    def _others(self, asked: _Asked, maker: _Maker) -> Iterator[tuple[Operation, SentRequest]]:
        """What else may be done to a thing, without deleting it."""
        for operation in self.usual.operations:
            known = self.usual.of(operation, is_accepted=True)
            is_other = operation.label != asked.operation.label and operation.method.upper() in _CHANGING
            if known is not None and is_other and maker.parameter_of(operation) is not None:
                yield operation, known.request

    def _maker(self, asked: _Asked) -> _Maker | None:
        """Who makes what the last parameter of the path names, where the request names it as the document allows."""
        for parameter in reversed([each for each in asked.operation.parameters if each.location == "path"]):
            resource = self.pool.resource_of(asked.operation, parameter)
            creator = resource.operations.get(Role.CREATE) if resource is not None else None
            known = self.usual.of(creator, is_accepted=True) if creator is not None else None
            if resource is not None and creator is not None and known is not None and resource.depth == 0:
                return _Maker(self.pool, resource, creator, known.request)
        return None

    def _made(self, maker: _Maker) -> tuple[Exchange, str] | None:
        """What makes a new thing, and the key of that."""
        changes = next(self.fresh.changes(maker.creator, maker.request), {})
        exchange = self._sent(exchanged(maker.request, changes))
        keys = self.pool.keys_in(maker.creator, exchange) if exchange.is_accepted else []
        return (exchange, keys[0][-1]) if keys else None

    # -- a list of what was made --------------------------------------------------------------------------------------

    def listed(self, sample: Sample, operation: Operation) -> Sample | None:
        """A list that shows it in what is made anew, and not in what it begins with, needs something made first."""
        action, exchange = self.pool.action(operation), sample.exchange
        if action is None or action.role is not Role.LIST or exchange is None or sample.problem.rule not in BY_ITEM:
            return None
        asked, items = _Asked(sample, operation, exchange), self.pool.items(action, exchange)
        creator = action.resource.operations.get(Role.CREATE)
        known = self.usual.of(creator, is_accepted=True) if creator is not None else None
        is_old = bool(items) and self._shows(asked, self._only(items[0], action, exchange))
        if creator is None or known is None or not items or is_old:
            return None
        made = self._made(_Maker(self.pool, action.resource, creator, known.request))
        now = self._sent(exchange.request)
        if made is None or now.answer is None:
            return None
        keys = ((item, self.pool.key_of(action.resource, item, ())) for item in self.pool.items(action, now))
        new = [item for item, key in keys if key is not None and key[-1] == made[1]]
        is_new = bool(new) and self._shows(asked, self._only(new[0], action, now))
        return replace(sample, exchange=now, steps=(made[0],)) if is_new and self._shows(asked, now) else None

    def _only(self, item: Any, action: Action, exchange: Exchange) -> Exchange:
        """The exchange with a list of one item."""
        assert exchange.answer is not None
        body = with_list(body_of(exchange), self.pool.list_path(action) or (), [item])
        return replace(exchange, answer=replace(exchange.answer, body=json.dumps(body).encode()))

    def _sent(self, request: SentRequest) -> Exchange:
        return Exchange(request, self.ask(request))

    def _shows(self, asked: _Asked, now: Exchange) -> bool:
        return self.again.shown(asked.sample.problem, asked.operation, asked.exchange, now) is not None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A sample with one exchange, and the operation of that."""

    sample: Sample
    operation: Operation
    exchange: Exchange

    def after(self, steps: tuple[Exchange, ...], last: Exchange) -> Sample:
        """What is to be told, with a claim: without one the last request would seem to be enough, which shows it alone
        by now."""
        assert last.answer is not None
        status = last.answer.status
        claim = Status((status // 100,) if self.sample.problem.rule == "server-error" else (status,))
        return replace(self.sample, exchange=last, steps=steps, claim=claim)


@dataclass(frozen=True, slots=True)
class _Maker:
    """``request`` was accepted by ``creator``, which makes things of the resource."""

    pool: Pool
    resource: Resource
    creator: Operation
    request: SentRequest

    def parameter_of(self, operation: Operation) -> Parameter | None:
        """The parameter that says which thing is meant."""
        found = (each for each in operation.parameters if self.pool.resource_of(operation, each) is self.resource)
        return next(found, None)

    def asking(self, request: SentRequest, operation: Operation, key: str) -> SentRequest:
        """The request about another thing."""
        parameter = self.parameter_of(operation)
        assert parameter is not None
        return with_path_value(request, operation.path, parameter.name, quote(key, safe=""))


def with_list(body: Any, path: Path, items: list[Any]) -> Any:
    """The body with another list at the path."""
    if not path or not isinstance(body, dict):
        return items if not path else body
    return {**body, path[0]: with_list(body.get(path[0]), path[1:], items)}
