"""Requests that differ from a valid one in one thing: what breaks one keyword, and what is at its edge and valid."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from specforge.contract.conformance.faults import Fault, RequestJudge, fault_at, keyword, path_values
from specforge.contract.probing.tester import Tester
from specforge.contract.problem import path_text
from specforge.document.model import Parameter, Schema
from specforge.document.place import Place
from specforge.findings.exchange import SentRequest
from specforge.values.check import CompiledSchema
from specforge.values.edges.beyond import Change, beyond
from specforge.values.edges.spots import Spot, Spotter
from specforge.values.edges.steps import Steps, all_parts, with_value
from specforge.values.edges.within import Edge, within
from specforge.values.lists.paging import is_cursor
from specforge.values.mediatypes import is_json, is_multipart
from specforge.values.plain import is_number
from specforge.values.requests import Draft, parameter_value, schema_of
from specforge.values.sample import Unsatisfiable
from specforge.values.wording import show

_DEPTH = 6
_LOCATIONS = ("path", "query", "querystring", "header", "cookie")
# OpenAPI "Parameter Object": header parameters of these names are ignored.
_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})
# Longer URLs and header lines are refused for their length alone (RFC 9110 section 4.1 advises 8000 octets).
_LONGEST = 7000
# What is one change too far when it comes a second time in the same body.
_REPEATED = 2


@dataclass(frozen=True, slots=True)
class Variation:
    """A request with one change. ``keyword`` is where the author says what the change is about; ``touched`` the member
    of the body that was changed, ``about`` what it is now. ``is_stated``: the author allows exactly this value."""

    draft: Draft
    keyword: Place
    weight: int = 0
    is_lenient: bool = False
    is_stated: bool = False
    touched: str | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """A variation that the document does not allow, with the fault that it was made for."""

    variation: Variation
    fault: Fault


class Variations:
    """Varies a request of one operation. ``draft`` is valid."""

    def __init__(self, draft: Draft, tester: Tester, judge: RequestJudge) -> None:
        self._draft = draft
        self._tester = tester
        self._checker = tester.checker
        self._judge = judge

    def broken(self, *, with_body: bool = True) -> Iterator[Broken]:
        """Requests that break one keyword, by weight; what is valid again as it is written is left out."""
        found = [*self._bad_parameters(), *(self._bad_bodies() if with_body else ())]
        # What the valid request has as it is written, no change has brought about.
        known = {fault.place for fault in self._faults(self._tester.write(self._draft))}
        for variation, request in self._written(found):
            faults = [fault for fault in self._faults(request) if fault.place not in known]
            if faults:
                yield Broken(variation, _meant(faults, variation.keyword))

    def _faults(self, request: SentRequest) -> list[Fault]:
        return self._judge.judge(self._draft.operation, request).faults

    def edges(self) -> Iterator[Variation]:
        """Requests that are valid, with values at the edges, by weight."""
        found = [*self._good_parameters(), *self._good_bodies()]
        for variation, request in self._written(found):
            verdict = self._judge.judge(self._draft.operation, request)
            if not verdict.faults and verdict.certain:
                yield variation

    def _written(self, found: list[Variation]) -> Iterator[tuple[Variation, SentRequest]]:
        """In order of their weight, each as it goes over the wire, what is written alike once."""
        base = self._tester.write(self._draft)
        seen = {_bytes_of(base)}
        for variation in sorted(found, key=lambda each: each.weight):
            request = self._tester.write(variation.draft)
            if _bytes_of(request) not in seen and _is_sendable(request) and self._is_same_path(request):
                seen.add(_bytes_of(request))
                yield variation, request

    def _is_same_path(self, request: SentRequest) -> bool:
        """False for a path that has another number of parts: it may be that of another operation."""
        path = self._draft.operation.path
        values = path_values(path, request.path) if "{" in path else {"": "x"}
        return bool(values) and all(values.values())

    # -- parameters ---------------------------------------------------------------------------------------------------

    def _parameters(self) -> Iterator[Parameter]:
        for view in self._draft.operation.parameters:
            is_ignored = view.location == "header" and view.name.lower() in _IGNORED_HEADERS
            if view.name and view.location in _LOCATIONS and not is_ignored:
                yield view

    def _bad_parameters(self) -> Iterator[Variation]:
        for view in self._parameters():
            if view.required and view.location != "path" and self._draft.has(view):
                schema = schema_of(view)
                # What is required and has a default is said in two ways.
                has_default = schema is not None and schema.get("default") is not None
                place = keyword(view, "required")
                yield Variation(self._draft.without_parameter(view), place, is_lenient=has_default)
            for spot, compiled in self._parameter_spots(view):
                for change in beyond(spot.schema, spot.value, _judge_of(compiled, spot)):
                    yield from self._bad_parameter(view, spot, change)
            yield from self._empty(view)

    def _bad_parameter(self, view: Parameter, spot: Spot, change: Change) -> Iterator[Variation]:
        value = with_value(spot.base, spot.place, change.value)
        if value in ("", None, [], {}) or _splits(view, value) or _is_other_structure(spot, change):
            return  # it leaves no trace, leads to another path, or is a text like any other
        if isinstance(spot.base, dict) and change.keyword == "type" and not view.content:
            return  # what the styles make of an object may mean several things
        if change.keyword == "const" and view.location == "header":
            return  # a header that can say one thing only is left alone by many when it says another
        weight = max(change.weight, _REPEATED if spot.is_repeated else 0)
        draft = self._draft.with_parameter(view, value)
        yield Variation(draft, _place_of(spot.schema, change), weight, _is_lenient(spot, change, is_text=True))

    def _empty(self, view: Parameter) -> Iterator[Variation]:
        """``?limit=``: whether it is as good as absent is a matter of taste."""
        schema = schema_of(view)
        if schema is not None and view.location == "query" and not view.flag("allowEmptyValue"):
            yield Variation(self._draft.with_parameter(view, ""), schema.place, 1, is_lenient=True)

    def _good_parameters(self) -> Iterator[Variation]:
        for view in self._parameters():
            for spot, compiled in self._parameter_spots(view):
                if not self._draft.has(view) and not spot.place:
                    yield self._good_parameter(view, spot, Edge("", spot.value, is_stated=True), view.place)
                for edge in within(spot.schema, spot.value, _judge_of(compiled, spot)):
                    value = with_value(spot.base, spot.place, edge.value)
                    if value not in ("", None, [], {}) and not _splits(view, value):
                        yield self._good_parameter(view, spot, edge, _keyword(spot.schema, edge.keyword))

    def _good_parameter(self, view: Parameter, spot: Spot, edge: Edge, place: Place) -> Variation:
        draft = self._draft.with_parameter(view, with_value(spot.base, spot.place, edge.value))
        is_made_up = is_cursor(view) or self._is_another_thing((view.name, *spot.place), edge.value)
        is_stated = edge.is_stated and not is_made_up
        about = f"{view.location} parameter {view.name} is {show(edge.value)}"
        return Variation(draft, place, 0 if edge.is_stated else 1, is_stated=is_stated, about=about)

    def _is_another_thing(self, place: Steps, value: Any) -> bool:
        """True where another value leads to something that may not exist; lists that are asked for may have gaps."""
        names = [step for step in place if isinstance(step, str)][-1:]
        is_list = isinstance(value, list) or (bool(place) and isinstance(place[-1], int))
        if value is None or (is_list and self._draft.operation.method.lower() in ("get", "head", "query")):
            return False
        return any(self._tester.refers(name) for name in (*names, *_keys(value)))

    def _parameter_spots(self, view: Parameter) -> Iterator[tuple[Spot, CompiledSchema]]:
        schema = schema_of(view)
        if schema is None:
            return
        value = self._draft.value_of(view)
        if value is None:
            try:
                value = parameter_value(view, self._checker)
            except Unsatisfiable:
                return
        compiled = self._checker.compile(schema, "request")
        for spot in Spotter(schema, self._checker).spots(value):
            yield spot, compiled

    # -- bodies -------------------------------------------------------------------------------------------------------

    def _bad_bodies(self) -> Iterator[Variation]:
        yield from self._bad_bytes()
        is_typed = self._draft.media is not None and is_json(self._draft.media.name)
        for spot, compiled, spotter in self._body_spots():
            mixtures = (Change("oneOf", value, 1) for value in spotter.mixtures(spot))
            plain = beyond(spot.schema, spot.value, _judge_of(compiled, spot))
            for change in (*mixtures, *spotter.conditions(spot), *plain):
                if not is_typed and _is_other_structure(spot, change):
                    continue  # forms have no types: this would be a text like any other
                weight = max(change.weight, _REPEATED if spot.is_repeated else 0)
                place = _place_of(spot.schema, change)
                is_lenient = _is_lenient(spot, change, is_text=not is_typed)
                yield self._with_body(spot, change.value, place, weight, is_lenient=is_lenient)

    def _bad_bytes(self) -> Iterator[Variation]:
        """Without the body that is required, and with bytes that are none of the media type."""
        view, media = self._draft.operation.request_body, self._draft.media
        if view is None or media is None:
            return
        if view.required:
            yield Variation(replace(self._draft, media=None, body=None), view.place.child("required"))
            yield Variation(self._draft.with_body(b""), view.place.child("required"), 1)
        if is_multipart(media.name):
            yield Variation(self._draft.with_body(b"hello"), media.place, 1)
        spots = (spot for spot, _, _ in self._body_spots() if is_number(spot.value) and is_json(media.name))
        for spot in islice(spots, 1):
            # What Python writes and JSON does not know.
            text = json.dumps(with_value(spot.base, spot.place, math.nan))
            yield Variation(self._draft.with_body(text.encode()), media.place, 1)

    def _good_bodies(self) -> Iterator[Variation]:
        for spot, compiled, spotter in self._body_spots():
            if spot.base != self._draft.body:
                is_stated = not self._is_another_thing(spot.place, spot.value)
                yield self._with_body(spot, spot.value, spot.schema.place, 0, is_stated=is_stated)
            others = (Edge("pattern", value, is_stated=True) for value in spotter.others(spot))
            for edge in (*others, *within(spot.schema, spot.value, _judge_of(compiled, spot))):
                weight = (0 if edge.is_stated else 1) + (_REPEATED if spot.is_repeated else 0)
                place = _keyword(spot.schema, edge.keyword)
                is_stated = edge.is_stated and not self._is_another_thing(spot.place, edge.value)
                yield self._with_body(spot, edge.value, place, weight, is_stated=is_stated)

    def _with_body(self, spot: Spot, value: Any, place: Place, weight: int, **facts: bool) -> Variation:
        draft = self._draft.with_body(with_value(spot.base, spot.place, value))
        about = f"{path_text(spot.place) or 'the body'} is {show(value)}"
        return Variation(draft, place, weight, touched=_first(spot.place), about=about, **facts)

    def _body_spots(self) -> Iterator[tuple[Spot, CompiledSchema, Spotter]]:
        media = self._draft.media
        if media is None or media.schema is None or isinstance(self._draft.body, bytes):
            return
        compiled = self._checker.compile(media.schema, "request")
        if not compiled.is_valid(self._draft.body):
            return
        spotter = Spotter(media.schema, self._checker)
        for spot in spotter.spots(self._draft.body):
            yield spot, compiled, spotter


def renewed(variation: Variation, before: Draft, after: Draft) -> Draft:
    """The variation with what ``after`` has new since ``before``: what may exist once only. What was changed stays."""
    draft = variation.draft
    for view, value in after.parameters:
        if before.value_of(view) == draft.value_of(view) != value:
            draft = draft.with_parameter(view, value)
    body = draft.body
    if not (isinstance(body, dict) and isinstance(before.body, dict) and isinstance(after.body, dict)):
        return draft
    news = {
        name: item
        for name, item in after.body.items()
        if name != variation.touched and name in body and body[name] == before.body.get(name) != item
    }
    return replace(draft, body={**body, **news}) if news else draft


def _judge_of(compiled: CompiledSchema, spot: Spot) -> Callable[[Any], bool]:
    return lambda value: compiled.is_valid(with_value(spot.base, spot.place, value))


def _keys(value: Any) -> Iterator[str]:
    """The names of all members inside a value."""
    for item in value if isinstance(value, list) else value.values() if isinstance(value, dict) else ():
        yield from _keys(item)
    yield from value if isinstance(value, dict) else ()


def _is_other_structure(spot: Spot, change: Change) -> bool:
    """True for an object or a list where there is none of that kind."""
    return isinstance(change.value, dict | list) and type(change.value) is not type(spot.value)


def _is_lenient(spot: Spot, change: Change, *, is_text: bool) -> bool:
    """True for what many implementations take on purpose: null for what may be left out, 1 for true in a text."""
    is_left_out = change.value is None and not spot.is_required
    is_flag = is_text and isinstance(spot.value, bool) and change.value == 1
    return change.is_lenient or is_left_out or is_flag


def _first(place: Steps) -> str | None:
    return str(place[0]) if place else None


def _place_of(schema: Schema, change: Change) -> Place:
    return _keyword(schema, change.keyword)


def _keyword(schema: Schema, keyword: str) -> Place:
    """Where the author says it; the schema where no part of it has the keyword."""
    for part in all_parts(schema, _DEPTH):
        node = part.node.get(keyword)
        if node is not None:
            return node.place
    return schema.place


def _meant(faults: list[Fault], place: Place) -> Fault:
    """The fault that a change was made for."""
    return fault_at(faults, place) or faults[0]


def _splits(view: Parameter, value: Any) -> bool:
    """True for text that makes another path of a path."""
    return view.location == "path" and any(part in str(value) for part in ("/", "\\", ".."))


def _bytes_of(request: SentRequest) -> tuple[str, tuple[tuple[str, str], ...], bytes | None]:
    return request.url, tuple(request.headers.items()), request.body


def _is_sendable(request: SentRequest) -> bool:
    lines: Iterable[str] = (request.url, *request.headers.values())
    return all(len(line) <= _LONGEST for line in lines)
