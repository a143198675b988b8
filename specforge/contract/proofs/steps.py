"""The lines of a test that send several requests, each with what the answers before it say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from specforge.contract.proofs.literals import exploded, literal
from specforge.contract.steps.carried import Carried, carried
from specforge.contract.steps.claim import Claim, Member, Source, Status, Value
from specforge.contract.steps.scalars import MARK, NUMBER, Path, json_of, leaves
from specforge.contract.steps.script import END, marked, names_of
from specforge.findings.exchange import Exchange, SentRequest

_TOLD = ", response.text"
_EXPECTED = "expected"
# What is made up for a value that may exist once only.
_ADDRESS = re.compile(r"[a-z]{3,12}@example\.(com|org)")
_WORD = re.compile(r"[a-z]{10}|[A-Z]{10}")
_MADE = '"".join(choices(ascii_lowercase, k=10))'


@dataclass(frozen=True, slots=True)
class Script:
    """The requests of a test, and the names of the values in them that are known when it runs only. ``message`` is what
    was found: a value that it tells of stays as it is."""

    exchanges: Sequence[Exchange]
    found: tuple[Carried, ...]
    names: Mapping[str, str]
    new: Mapping[str, str]

    @classmethod
    def of(cls, exchanges: Sequence[Exchange], message: str) -> Script:
        """Finds what is carried over, and what has to be new."""
        found = carried(exchanges)
        return cls(exchanges, found, names_of(found), dict(_new(exchanges, message)))

    def request(self, step: int) -> SentRequest:
        """The request with marks for what is known when the test runs."""
        known = {each.text: self.names[each.text] for each in self.found if each.step < step}
        return marked(self.exchanges[step].request, {**known, **self.new})

    def is_needed(self, module: str) -> bool:
        """True where the lines use this."""
        return bool(self.new) if module == "random" else bool(self.found)

    def begin(self) -> Iterator[str]:
        """What comes before the first request."""
        for text, name in self.new.items():
            made = f'{_MADE} + "@example.com"' if "@" in text else _MADE
            yield f"    {name} = {made}{'.upper()' if text.isupper() else ''}"

    def after(self, step: int, claim: Claim | None) -> Iterator[str]:
        """What is kept of the answer to an earlier request, which has to be answered as it was."""
        answer = self.exchanges[step].answer
        if answer is not None and 200 <= answer.status < 300:
            yield f"        assert response.is_success{_TOLD}"
        for each in self.found:
            if each.step == step:
                yield f"        {self.names[each.text]} = {_read(each)}"
        source = claim.source if isinstance(claim, Value | Member) else None
        if source is not None and source.step == step:
            yield f"        {_EXPECTED} = {self._expected(source)}"

    def _expected(self, source: Source) -> str:
        if not source.is_sent:
            return f"response.json(){indexed(source.path)}"
        value: Any = json_of(self.request(source.step))
        for part in source.path:
            value = value[part]
        return expression(value)


def assertion_of(claim: Claim) -> list[str]:
    """The last lines of the test."""
    if isinstance(claim, Status):
        return [f"    assert {_status(claim)}{_TOLD}"]
    if isinstance(claim, Value):
        word = "" if claim.is_same else "not "
        return [
            f"    got = response.json(){indexed(claim.path)}",
            f"    assert {word}is_kept({_EXPECTED}, got){_TOLD}",
        ]
    word = "in" if claim.is_wanted else "not in"
    return [
        f"    items = response.json(){indexed(claim.path)}",
        f"    assert {_EXPECTED} {word} [item.get({literal(claim.name)}) for item in items]",
    ]


def _status(claim: Status) -> str:
    if claim.wrong == (2,):
        return "not response.is_success"
    if all(status < 10 for status in claim.wrong):
        return f"response.status_code // 100 not in {{{', '.join(map(str, claim.wrong))}}}"
    return f"response.status_code not in {{{', '.join(map(str, claim.wrong))}}}"


def target_of(text: str) -> str:
    """An expression for a target with marks; that of a Location is a whole URL."""
    parts = re.split(f"{MARK}([a-z0-9_]+){END}", text)
    written = [literal(part) if index % 2 == 0 else _part(part) for index, part in enumerate(parts) if part]
    return " + ".join(written)


def _part(name: str) -> str:
    return name if name.startswith("location") else f'quote({name}, safe="")'


def value_of(text: str) -> str | None:
    """The name of what a text that is nothing but a mark stands for."""
    found = re.fullmatch(f"[{MARK}{NUMBER}]([a-z0-9_]+){END}", text)
    return None if found is None else f"int({found[1]})" if text.startswith(NUMBER) else found[1]


def body_of(request: SentRequest, indent: str) -> str | None:
    """The body as an argument; None where there are no marks in it."""
    value = json_of(request)
    if value is None or not any(str(leaf)[:1] in (MARK, NUMBER) for _, leaf in leaves(value)):
        return None
    return f"json={expression(value, indent)}"


def expression(value: Any, indent: str = "    ") -> str:
    """A JSON value as Python, a member a line."""
    inner = indent + "    "
    if isinstance(value, dict) and value:
        items = [f"{literal(key)}: {expression(member, inner)}" for key, member in value.items()]
        return exploded("{", items, "}", indent).strip()
    if isinstance(value, list) and value:
        return exploded("[", [expression(item, inner) for item in value], "]", indent).strip()
    if isinstance(value, str):
        return value_of(value) or literal(value)
    return repr(value)


def indexed(path: Path) -> str:
    """What follows a value to get at a part of it."""
    return "".join(f"[{literal(step) if isinstance(step, str) else step}]" for step in path)


def _read(each: Carried) -> str:
    if each.header == "location":
        return 'str(client.base_url.join(response.headers["location"]))'
    if each.header:
        return f"response.headers[{literal(each.header)}]"
    return f"str(response.json(){indexed(each.path)})"


def _new(exchanges: Sequence[Exchange], message: str) -> Iterator[tuple[str, str]]:
    """Texts that a service may take once only, with a name for each."""
    count = 0
    for exchange in exchanges:
        body = json_of(exchange.request) if exchange.request.method.upper() == "POST" else None
        for path, text in leaves(body):
            is_new = isinstance(text, str) and (_ADDRESS.fullmatch(text) or _WORD.fullmatch(text))
            if is_new and json.dumps(text)[1:-1] not in message and path:
                count += 1
                yield text, f"new_{count}"
