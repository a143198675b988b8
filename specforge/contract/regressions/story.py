"""What comes before a request that failed once, and what its answer showed then: findings of several requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from specforge.contract.conformance.alike import value_at
from specforge.contract.problem import Problem
from specforge.contract.steps.carried import Carried
from specforge.contract.steps.claim import Claim, Member, Source, Status, Value
from specforge.contract.steps.scalars import Path
from specforge.document.model import Document
from specforge.document.place import split_pointer
from specforge.findings.model import Severity


@dataclass(frozen=True, slots=True)
class Story:
    """``statuses`` are those of all requests, the last one among them. ``pointer`` is the place in the document, and
    ``is_key`` says that it is a key.
    ``is_general``: see Problem."""

    statuses: tuple[int, ...]
    carried: tuple[Carried, ...]
    claim: Claim
    pointer: str
    is_key: bool
    severity: Severity
    cause: str = ""
    is_general: bool = False

    def problem(self, rule: str, message: str, document: Document) -> Problem | None:
        """The problem; None where its place is gone from the document."""
        place = document.place.child(*split_pointer(self.pointer), key=self.is_key)
        if value_at(place, place.tokens) is None:
            return None
        return Problem(rule, message, place, self.severity, cause=self.cause, is_general=self.is_general)


def data_of(story: Story) -> dict[str, Any]:
    """For the file."""
    return {
        "statuses": list(story.statuses),
        "carried": [_carried_data(each) for each in story.carried],
        "claim": _claim_data(story.claim),
        "place": {"pointer": story.pointer, "key": story.is_key},
        "severity": story.severity.value,
        "cause": story.cause,
        **({"general": True} if story.is_general else {}),
    }


def story_of(data: Mapping[str, Any], steps: int) -> Story:
    """From a file. Raises ValueError, KeyError, TypeError and AttributeError for what is none."""
    statuses = tuple(int(status) for status in data["statuses"])
    found = tuple(
        Carried(str(each["text"]), int(each["step"]), _path(each.get("path", ())), str(each.get("header", "")))
        for each in data["carried"]
    )
    claim = _claim(data["claim"])
    used = [each.step for each in found] + ([claim.source.step] if isinstance(claim, Value | Member) else [])
    if len(statuses) != steps + 1 or any(not 0 <= step < steps for step in used):
        raise ValueError
    place = data["place"]
    pointer, is_key = str(place["pointer"]), bool(place["key"])
    severity, is_general = Severity(data["severity"]), data.get("general") is True
    return Story(statuses, found, claim, pointer, is_key, severity, str(data["cause"]), is_general)


def _carried_data(each: Carried) -> dict[str, Any]:
    where = {"header": each.header} if each.header else {"path": list(each.path)}
    return {"text": each.text, "step": each.step, **where}


def _claim_data(claim: Claim) -> dict[str, Any]:
    if isinstance(claim, Status):
        return {"status": list(claim.wrong)}
    source = {"step": claim.source.step, "path": list(claim.source.path), "sent": claim.source.is_sent}
    if isinstance(claim, Value):
        return {"value": list(claim.path), "from": source, "same": claim.is_same}
    return {"list": list(claim.path), "name": claim.name, "from": source, "wanted": claim.is_wanted}


def _claim(data: Mapping[str, Any]) -> Claim:
    if "status" in data:
        return Status(tuple(int(status) for status in data["status"]))
    source = Source(int(data["from"]["step"]), _path(data["from"]["path"]), bool(data["from"]["sent"]))
    if "value" in data:
        return Value(_path(data["value"]), source, bool(data["same"]))
    return Member(_path(data["list"]), str(data["name"]), source, bool(data["wanted"]))


def _path(data: Any) -> Path:
    return tuple(step if isinstance(step, int) else str(step) for step in data)
