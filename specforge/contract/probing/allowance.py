"""How much of one operation a check asks: so many requests, and of slow ones fewer."""

from __future__ import annotations

from specforge.findings.exchange import Exchange

_SECONDS = 3.0


class Allowance:
    """Goes on for ``most`` requests, as long as the answers together do not take ``seconds``, or too long anyway."""

    def __init__(self, most: int, seconds: float = _SECONDS) -> None:
        self._left = most
        self._seconds = min(seconds, _SECONDS)

    @property
    def goes_on(self) -> bool:
        return self._left > 0 and self._seconds > 0

    def spend(self, exchange: Exchange) -> None:
        """Notes a request and its answer."""
        self._left -= 1
        self._seconds -= exchange.answer.elapsed if exchange.answer is not None else 0.0
