"""The part of the plan that tests need: requests, what must be refused, and values for the models."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sample:
    """A request that the contract allows, for a test. ``problem`` says why there is none."""

    url: str = "/"
    headers: tuple[tuple[str, str], ...] = ()
    body_argument: str = "content"
    body_code: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that breaks the contract in one way: what of the sample is different, as a dict."""

    about: str
    change_code: str


@dataclass(frozen=True, slots=True)
class BodyRefusal:
    """A body that breaks the contract in one way: the ``place`` of what is wrong, and the value there."""

    about: str
    place: tuple[str | int, ...]
    value_code: str


@dataclass(frozen=True, slots=True)
class Refusals:
    """What must be refused. The statuses are those by which the contract lets an operation say so."""

    statuses: tuple[int, ...] = ()
    parameters: tuple[Refusal, ...] = ()
    values: tuple[BodyRefusal, ...] = ()
    missing: tuple[tuple[str | int, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Untested:
    """A documented response that no request from the contract can be said to bring about."""

    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Cases:
    """The tests of an operation besides that of its success.

    ``refusals`` are for what breaks the contract, ``unknown`` asks for something that does not exist, ``anonymous``:
    without credentials there is a 401, ``unsupported``: a body of a strange media type gets a 415. ``errors`` are the
    bodies of errors by status.
    """

    refusals: Refusals = field(default_factory=Refusals)
    unknown: Refusal | None = None
    anonymous: bool = False
    unsupported: bool = False
    untested: tuple[Untested, ...] = ()
    errors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ModelCases:
    """Values for the models as JSON texts, empty where there are none; ``types`` are the expressions that they name."""

    types: tuple[str, ...]
    examples_json: str
    bounds_json: str
