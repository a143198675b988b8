"""How a contract test is to be run."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from specforge.contract.selection.shard import Shard
from specforge.errors import UsageError
from specforge.suggest import did_you_mean

ENGINE_PHASES = ("examples", "coverage", "fuzzing", "stateful")
PHASES = ("probes", *ENGINE_PHASES)
"""In the order in which they run, which is also the order of what they find in a given time."""

QUICK_PHASES = ("probes", "examples", "coverage")
"""What finds most in a given time, and sends about the same requests every time: for each change."""

DEFAULT_EXAMPLES = 40
"""How many random requests an operation gets. Those that a document makes one think of are sent before."""

RATE = r"^[1-9][0-9]{0,8}/[smh]$"
"""What a rate limit must look like, for JSON Schemas."""

SEED_LIMIT = 2**32
DEFAULT_TIMEOUT = 10.0


@dataclass(frozen=True, slots=True)
class Identity:
    """A user: what the credentials are called, and the headers that they are. ``keys`` are credentials that belong into
    the query, by security scheme."""

    name: str
    headers: Mapping[str, str]
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything but the document and the target.

    ``include`` and ``exclude`` hold operation ids, labels (``GET /users``), paths (``/users``, ``/users/*``), methods
    and tags. ``labels``, where it is set, are the only operations that may be selected. ``rate_limit`` is a number of
    requests for a time, such as ``100/s``. ``budget`` is in seconds and a ceiling: a run that is through earlier ends
    earlier. ``timeout`` is for one request. ``identities`` are other users than that of ``headers``,
    ``ignored_checks`` the ids of checks that are not to run, and of rules that are not to be reported;
    ``selected_rules``, where there are any, are the only ones that are. ``regressions`` is a folder of requests that
    failed once: they are sent first. ``keys`` are credentials that belong into the query, by security scheme.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    seed: int = 0
    budget: float | None = None
    phases: tuple[str, ...] = PHASES
    workers: int = 1
    max_examples: int | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    labels: frozenset[str] | None = None
    rate_limit: str | None = None
    timeout: float = DEFAULT_TIMEOUT
    show_secrets: bool = False
    shard: Shard | None = None
    identities: tuple[Identity, ...] = ()
    ignored_checks: frozenset[str] = frozenset()
    selected_rules: frozenset[str] = frozenset()
    regressions: Path | None = None
    keys: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """True where no operation and no phase is left out."""
        is_selective = self.include or self.exclude or self.labels is not None or self.shard
        return not is_selective and set(self.phases) == set(PHASES)

    def wants(self, rule: str) -> bool:
        """True for a rule that is to be reported."""
        return rule not in self.ignored_checks and (not self.selected_rules or rule in self.selected_rules)


def random_seed() -> int:
    """A seed for a run that names none. It is printed, so that the run can be repeated."""
    return random.SystemRandom().randrange(SEED_LIMIT)


def parse_header(text: str) -> tuple[str, str]:
    """``Name: value`` as curl takes it. Raises UsageError for anything that is not a header (RFC 9110 section 5)."""
    name, colon, value = text.partition(":")
    if not colon or not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
        raise UsageError(f"{text!r} is not a header", help="write it as 'Name: value'")
    if not value.isascii() or any(ord(character) < 32 and character != "\t" for character in value):
        raise UsageError(f"the value of the header {name} has characters that cannot be sent")
    return name, value.strip()


def parse_identities(
    texts: Iterable[str], known: Mapping[str, Mapping[str, str]] | None = None
) -> dict[str, dict[str, str]]:
    """Users by name, from ``bob=Authorization: Bearer x``. Who is named again has several headers, and those who are
    ``known`` already have other ones. Raises UsageError."""
    named: dict[str, dict[str, str]] = {}
    for text in texts:
        name, equals, header = text.partition("=")
        if not equals or not re.fullmatch(r"[\w.@-]+", name):
            raise UsageError("another user needs a name", help="write it as 'bob=Authorization: Bearer token'")
        named.setdefault(name, {}).update([parse_header(header)])
    return {**{name: dict(headers) for name, headers in (known or {}).items()}, **named}


def parse_phases(text: str) -> tuple[str, ...]:
    """A comma-separated list of phases, in the order in which they run. Raises UsageError."""
    return order_phases([part.strip() for part in text.split(",") if part.strip()])


def order_phases(names: Iterable[str]) -> tuple[str, ...]:
    """Names of phases in the order in which they run. Raises UsageError."""
    wanted = list(names)
    unknown = [name for name in wanted if name not in PHASES]
    if unknown or not wanted:
        known = f"the phases are {', '.join(PHASES)}"
        if not unknown:
            raise UsageError("no phase is named", help=known)
        raise UsageError(f"unknown phase {unknown[0]!r}", help=did_you_mean(unknown[0], PHASES) or known)
    return tuple(phase for phase in PHASES if phase in wanted)


def parse_rate(text: str) -> str:
    """``100/s``, ``100/m`` or ``100/h``. Raises UsageError."""
    rate = text.replace(" ", "").lower()
    if not re.match(RATE, rate):
        raise UsageError(f"{text!r} is not a rate", help="write it as 100/s, 100/m or 100/h")
    return rate


def rate_window(rate: str | None) -> float:
    """How long, in seconds, a request may have to wait for its turn."""
    return {"s": 1.0, "m": 60.0, "h": 3600.0}[rate[-1]] if rate else 0.0
