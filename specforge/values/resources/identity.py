"""What tells the things of a resource apart: the property that is their id, and new ids of its kind."""

from __future__ import annotations

import re
import string
import uuid
from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any
from urllib.parse import quote

from specforge.document.model import Operation, Parameter, Schema
from specforge.values.check import SchemaChecker
from specforge.values.resources.names import bare, first_of, singular
from specforge.values.sample import Unsatisfiable, sample
from specforge.values.styles import ParameterCodec
from specforge.values.texts import write

_USUAL = ("id", "uuid", "guid", "uid", "sid", "key", "slug", "code", "identifier", "name", "number")
# Names for one thing.
_SAME = {"username": ("login", "handle"), "user": ("username", "login"), "login": ("username",)}
_POINTER = re.compile(r"\$response\.body#/(.+)")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TAIL = re.compile(r"(.*[_:/-])?([^_:/-]+)", re.DOTALL)
_ATTEMPTS = 25
_ALPHABETS = (string.digits, "0123456789abcdef", string.ascii_lowercase + string.digits)


def id_name(
    properties: Mapping[str, Schema], parameter: str, word: str, linked: str | None = None, kind: str | None = None
) -> str | None:
    """The property that holds the id. ``parameter`` names it in the path, ``word`` the resource (``pets``), ``linked``
    is what a Link Object says, and ``kind`` the type of the parameter."""
    if linked is not None and linked in properties:
        return linked
    wanted, thing = bare(parameter), singular(word)
    exact = first_of((wanted, *_SAME.get(wanted, ()), thing + (wanted or "id")), properties)
    if exact is not None:
        return exact
    # ``pet_name`` is the name of a pet, ``ticketId`` the id of a ticket, ``AccountSid`` the sid of an account.
    names = sorted(properties, key=lambda name: -len(bare(name)))
    ending = next((name for name in names if bare(name) and wanted.endswith(bare(name))), None)
    return ending or first_of(
        (f"{thing}id", *_USUAL), [name for name in properties if _is_kind(properties[name], kind)]
    )


def _is_kind(schema: Schema, kind: str | None) -> bool:
    """A number is no id for a path that takes text, nor the other way round."""
    types = [name for name in schema.types if name != "null"]
    return kind is None or not types or kind in types


def linked_id(create: Operation | None, operation_ids: frozenset[str], parameter: str) -> str | None:
    """The property that Link Objects of ``create`` hand over as the path parameter of one of these operations."""
    for response in create.responses.values() if create is not None else ():
        for link in response.links.values():
            value = link.parameters.get(parameter, link.parameters.get(f"path.{parameter}"))
            match = _POINTER.fullmatch(value) if isinstance(value, str) else None
            if match is not None and link.operation_id in operation_ids:
                return match[1].rpartition("/")[2]
    return None


class IdMaker:
    """Makes new ids for one resource: what its property and its path parameter both take."""

    def __init__(self, checker: SchemaChecker, schema: Schema | None, parameter: Parameter | None) -> None:
        self._checker = checker
        self._schema = schema or (parameter.schema if parameter is not None else None)
        self._own = checker.compile(schema, "response") if schema is not None else None
        parameter_schema = parameter.schema if parameter is not None else None
        self._codec = ParameterCodec(parameter) if parameter is not None else None
        self._in_path = checker.compile(parameter_schema, "request") if parameter_schema is not None else None
        self._examples = _examples(self._schema, parameter)

    def suits(self, value: Any) -> bool:
        """True for a value that the property and, written out, the path take."""
        if value is None or isinstance(value, bool | dict | list) or value == "":
            return False
        if self._own is not None and not self._own.is_valid(value):
            return False
        if self._codec is None or self._in_path is None:
            return True
        return self._in_path.is_valid(self._codec.decode(quote(write(value), safe="")))

    def make(self, random: Random, count: int, is_taken: Callable[[str], bool]) -> Any:
        """A new id, None where none can be made. ``count`` is the highest number in use."""
        candidates = self._candidates(random, count)
        return next((value for value in candidates if self.suits(value) and not is_taken(write(value))), None)

    @property
    def examples(self) -> list[Any]:
        """The ids that the document shows."""
        return [value for value in self._examples if self.suits(value)]

    def _candidates(self, random: Random, count: int) -> Iterator[Any]:
        schema = self._schema
        kinds = schema.types if schema is not None else ()
        if "integer" in kinds or "number" in kinds:
            yield from range(count + 1, count + 1 + _ATTEMPTS)
        texts = [value for value in self._examples if isinstance(value, str)]
        is_plain = schema is None or not (schema.get("pattern") or schema.format)
        if (schema is not None and schema.format == "uuid") or any(_UUID.fullmatch(text) for text in texts):
            yield str(uuid.UUID(int=random.getrandbits(128), version=4))
        if texts and is_plain:
            yield from (_alike(texts[0], count, random) for _ in range(3))
        if is_plain:
            yield str(uuid.UUID(int=random.getrandbits(128), version=4))
        longest = schema.get("maxLength") if schema is not None else None
        if is_plain and isinstance(longest, int):
            yield "".join(random.choices(_ALPHABETS[2], k=min(longest, 24)))
        yield str(count + 1)
        yield from self._sampled(random)

    def _sampled(self, random: Random) -> Iterator[Any]:
        for _ in range(_ATTEMPTS if self._schema is not None else 0):
            try:
                yield sample(self._schema, self._checker, seed=random.getrandbits(32) or 1, use_examples=False)  # type: ignore[arg-type]
            except Unsatisfiable:
                return


def _examples(schema: Schema | None, parameter: Parameter | None) -> list[Any]:
    found: list[Any] = []
    if parameter is not None:
        found += [example.value for example in parameter.examples.values() if example.has_value]
    for view in (parameter.schema if parameter is not None else None, schema):
        raw = view.value if view is not None else None
        if isinstance(raw, dict):
            many = raw.get("examples")
            found += [raw["example"]] if "example" in raw else []
            found += many if isinstance(many, list) else []
    return [value for value in found if isinstance(value, str | int) and not isinstance(value, bool)]


def _alike(example: str, count: int, random: Random) -> str:
    """Something that looks like the example: ``cus_9s6XKz`` with other letters and digits behind the ``cus_``."""
    if example.isdecimal():
        return str(max(count, int(example[:15])) + 1)
    match = _TAIL.fullmatch(example)
    head, tail = (match[1] or "", match[2]) if match else ("", example)
    alphabet = next((each for each in _ALPHABETS if set(tail) <= set(each)), string.ascii_letters + string.digits)
    return head + "".join(random.choices(alphabet, k=max(len(tail), 6)))
