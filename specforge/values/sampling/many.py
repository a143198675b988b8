"""A vocabulary of hundreds of names, places and words, out of Mimesis (https://mimesis.name)."""

from __future__ import annotations

import re
from collections.abc import Callable

from mimesis import Address, Person
from mimesis.locales import Locale

from specforge.values.sampling.vocabulary import PLAIN, Vocabulary

_DRAWS = 400
_SEED = 1
_LETTERS = re.compile(r"[A-Za-z]+")
# Of several words, too; nothing that would have to be escaped in a URL or an address.
_PHRASE = re.compile(r"[A-Z][A-Za-z]*([ -][A-Za-z]+){0,3}")
_KINDS = ("Group", "Partners", "Labs", "Works", "Logistics", "Foods", "Systems", "Books")
_WORDS = """
acorn almond anchor apple aspen atlas aurora autumn bamboo basalt beacon berry bloom breeze bridge brook candle
canyon castle cherry clover cloud cobalt comet copper coral cosmos cotton crystal dawn desert dove dune eagle echo
elm falcon feather fern field flint forest garden ginger glacier granite grove harvest hazel heron hill honey
horizon indigo iris island ivory ivy jasmine juniper lagoon lake lantern laurel lemon lilac lotus magnet marble
meadow melody meteor mint mirror mist moss mountain nectar north nutmeg oak oasis ocean olive opal orbit orchid
otter palm paper pearl pebble pepper pine planet plum pond poppy prairie prism rain raven reef ridge robin rocket
rose sage sail salt sand shell silver sky snow sparrow spring spruce star stone storm stream summer sunset swallow
tide timber topaz tulip valley velvet violet walnut wave willow wind winter wren
"""


def vocabulary() -> Vocabulary:
    """The same at every call, whatever was drawn before."""
    person, address = Person(Locale.EN, seed=_SEED), Address(Locale.EN, seed=_SEED)
    last = _many(person.last_name, _LETTERS)
    return Vocabulary(
        first=_many(person.first_name, _LETTERS),
        last=last,
        cities=_many(address.city, _PHRASE),
        countries=_many(address.country, _PHRASE),
        streets=_many(lambda: f"{address.street_name()} {address.street_suffix()}", _PHRASE),
        # Mimesis has real ones.
        companies=tuple(f"{name} {_KINDS[number % len(_KINDS)]}" for number, name in enumerate(last)),
        jobs=_many(person.occupation, _PHRASE),
        # Words of a whole dictionary are not what anybody wants to show in a meeting.
        words=(*PLAIN.words, *_WORDS.split()),
    )


def _many(draw: Callable[[], str], wanted: re.Pattern[str]) -> tuple[str, ...]:
    found = (draw() for _ in range(_DRAWS))
    return tuple(dict.fromkeys(text for text in found if wanted.fullmatch(text)))
