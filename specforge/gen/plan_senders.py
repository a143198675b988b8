"""The part of the plan for requests that the service sends: webhooks and callbacks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SentParameter:
    """A header or a query parameter of a request that is sent."""

    name: str
    python_name: str
    location: str
    type: str
    required: bool


@dataclass(frozen=True, slots=True)
class SentBody:
    """The body. ``wire_code`` is what JSON is validated and written by; None for text or bytes, sent as they are."""

    media_type: str
    type: str
    wire_code: str | None
    required: bool


@dataclass(frozen=True, slots=True)
class Sender:
    """A request that the service sends. ``url`` is a callback's expression, None for a webhook."""

    name: str
    label: str
    method: str
    url: str | None
    summary: str | None
    description: str | None
    parameters: tuple[SentParameter, ...]
    body: SentBody | None
