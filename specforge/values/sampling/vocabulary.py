"""What invented values are made of: names, places and words. A few of our own, or many of Mimesis' where they vary."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import NamedTuple

from specforge.callables import load_name


class Vocabulary(NamedTuple):
    """Names and words to choose from. First and last names are plain letters: addresses of e-mail are made of them."""

    first: tuple[str, ...]
    last: tuple[str, ...]
    cities: tuple[str, ...]
    countries: tuple[str, ...]
    streets: tuple[str, ...]
    companies: tuple[str, ...]
    jobs: tuple[str, ...]
    words: tuple[str, ...]


PLAIN = Vocabulary(
    first=("Ada", "Grace", "Linus", "Maria", "Noah", "Olivia", "Priya", "Sofia", "Tomas", "Yuki"),
    last=("Bauer", "Garcia", "Hopper", "Ivanova", "Lovelace", "Novak", "Okafor", "Silva", "Smith", "Tanaka"),
    cities=("Berlin", "Lagos", "Lisbon", "London", "Nairobi", "Osaka", "Paris", "Porto", "Toronto", "Vienna"),
    countries=(
        *("Austria", "Brazil", "Canada", "France", "Germany"),
        *("India", "Japan", "Kenya", "Portugal", "Spain"),
    ),
    streets=("Harbour Street", "High Street", "Lindenallee", "Main Street", "Rua Augusta", "Station Road"),
    companies=("Acme", "Blue Harbour", "Northwind", "Stellar Works", "Tiny Books"),
    jobs=("Accountant", "Baker", "Engineer", "Librarian", "Nurse", "Teacher"),
    words=(
        *("alpha", "amber", "birch", "cedar", "delta", "ember"),
        *("fjord", "harbor", "lumen", "maple", "quartz", "river"),
    ),
)  # fmt: skip


class Source(Random):
    """Chance, with the vocabulary that it chooses from."""

    vocabulary: Vocabulary = PLAIN


@cache
def rich() -> Vocabulary:
    """Many of each. Loaded when they are asked for, which takes a moment."""
    found: Vocabulary = load_name("specforge.values.sampling.many:vocabulary")()
    return found
