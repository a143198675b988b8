"""How a contract test is to be run."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from specforge.errors import UsageError

PHASES = ("examples", "coverage", "fuzzing", "stateful")
"""In the order in which they run, which is also the order of what they find in a given time."""

SEED_LIMIT = 2**32
DEFAULT_TIMEOUT = 10.0


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything but the document and the target.

    ``include`` and ``exclude`` hold operation ids, labels (``GET /users``), paths (``/users``, ``/users/*``), methods
    and tags. ``budget`` is in seconds and a ceiling: a run that is through earlier ends earlier. ``timeout`` is for
    one request.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    seed: int = 0
    budget: float | None = None
    phases: tuple[str, ...] = PHASES
    workers: int = 1
    max_examples: int | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    timeout: float = DEFAULT_TIMEOUT
    show_secrets: bool = False


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


def parse_phases(text: str) -> tuple[str, ...]:
    """A comma-separated list of phases, in the order in which they run. Raises UsageError."""
    wanted = {part.strip() for part in text.split(",") if part.strip()}
    unknown = sorted(wanted - set(PHASES))
    if unknown or not wanted:
        name = unknown[0] if unknown else text
        raise UsageError(f"unknown phase {name!r}", help=f"the phases are {', '.join(PHASES)}")
    return tuple(phase for phase in PHASES if phase in wanted)
