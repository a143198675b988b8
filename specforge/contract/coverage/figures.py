"""From what was counted of an operation to its figures, with words for what was missed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import chain

from specforge.contract.coverage.catalogue import Catalogue
from specforge.contract.coverage.received import Received
from specforge.contract.coverage.sent import Sent
from specforge.contract.coverage.wording import spoken
from specforge.findings.coverage import MOST_MISSED, Figure


def figures_of(
    sent: Sent, received: Received, documented: Sequence[str], unseen: Sequence[str], *, was_tested: bool
) -> dict[str, Figure]:
    """The figures by kind. Of an operation that was not tested nobody wants to know all that was missed."""
    sides = list(sent.sides())
    media = [(f"request {name}", name in sent.media) for name in sent.media_types]
    media += [(name, name in received.media) for name in received.media_types]
    figures = {
        "operations": Figure(int(was_tested), 1),
        "responses": Figure(len(documented) - len(unseen), len(documented), tuple(unseen)),
        "media-types": _figure(media),
        "parameters": _figure(sides),
        "keywords": _counted(sent.catalogue, [sent.numbers], len(sent.numbers), sent.known, is_named=was_tested),
        "properties": _counted(
            received.catalogue, received.numbers, received.total, received.known, is_named=was_tested
        ),
    }
    if was_tested:
        return figures
    return {kind: Figure(figure.covered, figure.total) for kind, figure in figures.items()}


def _figure(things: Iterable[tuple[str, bool]]) -> Figure:
    listed = list(things)
    missed = tuple(name for name, is_covered in listed if not is_covered)
    return Figure(len(listed) - len(missed), len(listed), missed[:MOST_MISSED])


def _counted(
    catalogue: Catalogue, numbers: Iterable[Iterable[int]], total: int, known: Collection[int], *, is_named: bool
) -> Figure:
    missed = sorted(set(chain.from_iterable(numbers)).difference(known)) if is_named else []
    names = tuple(_name(catalogue, number) for number in missed[:MOST_MISSED])
    return Figure(len(known), total, names)


def _name(catalogue: Catalogue, number: int) -> str:
    """``Book.title maxLength: never broken``, ``Book.authors[]``."""
    spot, name = catalogue.at(number)
    where = spoken(spot.schema.node)
    if not name[:1].isalpha():
        return f"{where} {name}" if name.startswith("=") else f"{where}{name}"
    keyword, _, side = name.partition(" ")
    author = spot.schema.moved.get(keyword, keyword)
    return f"{where} {author} {side}" if side.isdecimal() else f"{where} {author}: never {side}"
