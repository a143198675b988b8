"""Requests that belong together, sent once more: each with what the answers before it say now."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

from specforge.contract.steps.carried import Carried, carried
from specforge.contract.steps.claim import Claim
from specforge.contract.steps.fresh import Changes
from specforge.contract.steps.scalars import exchanged
from specforge.findings.exchange import Answer, Exchange, SentRequest

_TAKEN = 409


@dataclass(frozen=True, slots=True)
class Sequence:
    """``exchanges`` as they were the first time, the last of which shows what is wrong; ``claim`` says what, where one
    answer alone does not."""

    exchanges: tuple[Exchange, ...]
    carried: tuple[Carried, ...]
    claim: Claim | None = None

    @classmethod
    def of(cls, exchanges: tuple[Exchange, ...], claim: Claim | None = None) -> Sequence:
        """Finds what is carried over."""
        return cls(exchanges, carried(exchanges), claim)

    @property
    def last(self) -> Exchange:
        return self.exchanges[-1]

    def without(self, step: int) -> Sequence | None:
        """The same with one step less; None where that is needed for others."""
        claim = self.claim.without(step) if self.claim is not None else None
        is_needed = any(each.step == step for each in self.carried) or claim is None is not self.claim
        if is_needed or step == len(self.exchanges) - 1:
            return None
        kept = tuple(replace(each, step=each.step - (step < each.step)) for each in self.carried)
        return Sequence(self.exchanges[:step] + self.exchanges[step + 1 :], kept, claim)

    def asking(self, step: int, request: SentRequest) -> Sequence:
        """The same with another request, which has to be answered as the first one was."""
        own = Exchange(request, self.exchanges[step].answer)
        return replace(self, exchanges=(*self.exchanges[:step], own, *self.exchanges[step + 1 :]))


Send = Callable[[SentRequest], Answer | None]
Renew = Callable[[SentRequest], Iterator[Changes]]


@dataclass(slots=True)
class Replay:
    """``send`` gives None where no answer comes; ``renew`` what may be sent in place of what, where that is taken."""

    send: Send
    renew: Renew

    def again(self, sequence: Sequence) -> tuple[tuple[Exchange, ...], Changes] | None:
        """The exchanges as they are now, and what was sent in place of what. None where it does not come to the last
        one: an earlier request is answered in another way than it was, or has nothing to carry over."""
        changes: Changes = {}
        done: list[Exchange] = []
        last = len(sequence.exchanges) - 1
        for step, before in enumerate(sequence.exchanges):
            refusal = sequence.last.answer.status if step < last and sequence.last.answer is not None else _TAKEN
            exchange = self._sent(before, changes, {_TAKEN, refusal})
            if exchange.answer is None or (step < last and not _is_alike(before, exchange)):
                return None
            done.append(exchange)
            for each in sequence.carried:
                if each.step == step:
                    text = each.text_in(done)
                    if text is None:
                        return None
                    changes[each.text] = text
        return tuple(done), changes

    def _sent(self, before: Exchange, changes: Changes, refusals: Collection[int]) -> Exchange:
        """Sends a request with these changes, and notes further ones. ``refusals`` are the statuses that may say that a
        value is taken."""
        request = exchanged(before.request, changes)
        answer = self.send(request)
        if not _is_taken(answer, before, refusals):
            return Exchange(request, answer)
        for news in self.renew(request):
            renewed = exchanged(request, news)
            answer = self.send(renewed)
            if not _is_taken(answer, before, refusals):
                changes |= {old: news.get(new, new) for old, new in changes.items()} | news
                return Exchange(renewed, answer)
        return Exchange(request, answer)


def _is_taken(answer: Answer | None, before: Exchange, refusals: Collection[int]) -> bool:
    known = before.answer.status if before.answer is not None else None
    return answer is not None and known is not None and answer.status in refusals and known not in refusals


def _is_alike(before: Exchange, now: Exchange) -> bool:
    one, other = before.answer, now.answer
    return one is not None and other is not None and one.status // 100 == other.status // 100
