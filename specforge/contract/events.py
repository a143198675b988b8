"""What an engine tells while it tests: our own words, so that only the adapter knows the engine's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from specforge.contract.problem import Problem
from specforge.contract.steps.claim import Claim
from specforge.findings.exchange import Exchange


class Kind(Enum):
    """What an engine can find wrong. Whether an answer conforms to the document, ``conform`` says."""

    SERVER_ERROR = "server-error"
    NEGATIVE_DATA_ACCEPTED = "negative-data-accepted"
    POSITIVE_DATA_REJECTED = "positive-data-rejected"
    AUTH_IGNORED = "auth-ignored"
    UNSUPPORTED_METHOD = "unsupported-method"
    ALLOW_HEADER = "allow-header"
    USE_AFTER_FREE = "use-after-free"
    RESOURCE_UNAVAILABLE = "resource-unavailable"
    OTHER = "other"


class TroubleKind(Enum):
    """Why an answer could not be had, or an operation not be tested."""

    TIMEOUT = "timeout"
    BROKEN = "broken"
    DOWN = "down"
    CRASH = "crash"
    UNTESTABLE = "untestable"


@dataclass(frozen=True, slots=True)
class Aim:
    """What a request was made to get wrong: a part of the request and the place inside its schema.

    ``location`` is ``query``, ``path``, ``header``, ``cookie`` or ``body``; ``pointer`` leads from the part's schema to
    the keyword (``/properties/role/enum``), as far as the engine knows it.
    """

    location: str
    parameter: str | None = None
    pointer: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One exchange and what it was for. A ``probe`` asks for what the document does not have (a method)."""

    operation: str
    exchange: Exchange
    phase: str
    negative: bool = False
    probe: bool = False
    aims: tuple[Aim, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """What an engine says is wrong with a case. ``facts`` are plain values that some kinds need; ``steps`` among them
    are the exchanges of a sequence of requests, in their order, up to the one that failed.
    """

    kind: Kind
    case: Case
    message: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PhaseBegan:
    """``total`` is the number of scenarios, where it is another than that of the operations."""

    phase: str
    total: int | None = None


@dataclass(frozen=True, slots=True)
class PhaseEnded:
    """``skipped`` says why nothing was done in it."""

    phase: str
    skipped: str | None = None


@dataclass(frozen=True, slots=True)
class ScenarioBegan:
    phase: str
    label: str


@dataclass(frozen=True, slots=True)
class ScenarioEnded:
    """The cases of one operation in one phase, or of one chain of operations, and what failed in them."""

    phase: str
    label: str
    cases: tuple[Case, ...]
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that went wrong outside any answer. ``operation`` is None when it concerns all of them."""

    kind: TroubleKind
    message: str
    operation: str | None = None
    curl: str | None = None
    trace: str | None = None
    exchange: Exchange | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A problem that one of our own checks found, with the exchanges that had to come before and, where that can be
    said, what the last one shows. ``asked`` is the check, and the operation whose turn it was."""

    problem: Problem
    operation: str
    exchange: Exchange | None = None
    steps: tuple[Exchange, ...] = ()
    claim: Claim | None = None
    asked: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """The last event. ``reason`` is ``completed``, ``budget``, ``down`` or ``hung`` (the server) or ``failed`` (the
    engine).
    """

    reason: str


Event = PhaseBegan | PhaseEnded | ScenarioBegan | ScenarioEnded | Trouble | Found | Ended
