"""Numbers between bounds."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from random import Random

Number = int | float

_DIGITS = 700  # the bounds of floating-point numbers have more than 600


@dataclass(slots=True)
class Bounds:
    """What a schema asks of a number. The exclusive bounds stand beside the inclusive ones."""

    low: Number | None = None
    high: Number | None = None
    above: Number | None = None
    below: Number | None = None
    steps: list[Number] = field(default_factory=list)

    def narrow(self, schema: dict[str, object]) -> None:
        """Adds the bounds of one more schema."""
        self.low = _larger(self.low, schema.get("minimum"))
        self.above = _larger(self.above, schema.get("exclusiveMinimum"))
        self.high = _smaller(self.high, schema.get("maximum"))
        self.below = _smaller(self.below, schema.get("exclusiveMaximum"))
        step = schema.get("multipleOf")
        if isinstance(step, int | float):
            self.steps.append(step)


def generate_number(bounds: Bounds, is_integer: bool, random: Random, near: Number | None = None) -> Number | None:
    """A number within the bounds, close to ``near`` where that is possible; None when there is none."""
    if near is None:
        near = random.randint(1, 100)
    if is_wished(bounds, near):
        return math.floor(near) if is_integer else whole(near)
    with localcontext(prec=_DIGITS):
        step = _step(bounds, is_integer)
        low = _lowest(bounds, step)
        high = _highest(bounds, step)
        if low is not None and high is not None and low > high:
            return None
        value = _pick(low, high, step, random, near)
        is_whole = value == value.to_integral_value() and abs(value) < 2**53
    return int(value) if is_integer or is_whole else float(value)


def whole(number: Number) -> Number:
    """The number as an integer, where it is one."""
    return int(number) if float(number).is_integer() else number


def is_wished(bounds: Bounds, near: Number) -> bool:
    """True where nothing but the bounds has a say, and they are far enough away to let everybody have his wish."""
    if bounds.steps:
        return False
    low, high = _larger(bounds.low, bounds.above), _smaller(bounds.high, bounds.below)
    return (low is None or low + 1 <= near) and (high is None or near + 1 <= high)


def _step(bounds: Bounds, is_integer: bool) -> Decimal:
    """The distance between candidates: the least common multiple of all that is asked for."""
    steps = [Decimal(repr(step)) if isinstance(step, float) else Decimal(step) for step in bounds.steps]
    if is_integer:
        steps.append(Decimal(1))
    if not steps:
        return _fineness(bounds)
    digits = max(-int(step.as_tuple().exponent) for step in [*steps, Decimal(1)])
    scale = Decimal(10) ** digits
    return Decimal(math.lcm(*(max(1, int(step * scale)) for step in steps))) / scale


def _fineness(bounds: Bounds) -> Decimal:
    """Two decimals, or more where the bounds lie close together."""
    limits = [float(limit) for limit in (bounds.low, bounds.above, bounds.high, bounds.below) if limit is not None]
    width = max(limits) - min(limits) if len(limits) > 1 else 1.0
    if not math.isfinite(width) or width >= 1:
        return Decimal("0.01")
    if width <= 0:
        return Decimal(repr(limits[0])) if limits[0] else Decimal("0.01")
    return Decimal(10) ** (math.floor(math.log10(width)) - 2)


def _lowest(bounds: Bounds, step: Decimal) -> Decimal | None:
    found = [(_decimal(bounds.low) / step).__ceil__() * step] if bounds.low is not None else []
    if bounds.above is not None:
        found.append(((_decimal(bounds.above) / step).__floor__() + 1) * step)
    return max(found) if found else None


def _highest(bounds: Bounds, step: Decimal) -> Decimal | None:
    found = [(_decimal(bounds.high) / step).__floor__() * step] if bounds.high is not None else []
    if bounds.below is not None:
        found.append(((_decimal(bounds.below) / step).__ceil__() - 1) * step)
    return min(found) if found else None


def _pick(low: Decimal | None, high: Decimal | None, step: Decimal, random: Random, near: Number) -> Decimal:
    wish = (_decimal(near) / step).__floor__() * step
    if low is not None and high is not None and not low <= wish <= high:
        count = int((high - low) / step)
        return low + step * random.randint(0, max(0, min(count, 1000)))
    if low is not None and wish < low:
        return low + step * random.randint(0, 10)
    if high is not None and wish > high:
        return high - step * random.randint(0, 10)
    return wish


def _decimal(number: Number) -> Decimal:
    return Decimal(repr(number)) if isinstance(number, float) else Decimal(number)


def _larger(known: Number | None, new: object) -> Number | None:
    if not isinstance(new, int | float):
        return known
    return new if known is None else max(known, new)


def _smaller(known: Number | None, new: object) -> Number | None:
    if not isinstance(new, int | float):
        return known
    return new if known is None else min(known, new)
