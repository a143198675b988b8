"""Texts and numbers that look like the real thing: by format, and by the name of the property."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from typing import TypeVar

from specforge.values.sampling.vocabulary import Source

_CODES = ("AT", "BR", "CA", "FR", "DE", "IN", "JP", "KE", "PT", "ES")
_PEOPLE = frozenset(
    {"admin", "author", "client", "contact", "creator", "customer", "driver", "employee", "friend", "guest", "manager"}
    | {"member", "owner", "parent", "passenger", "patient", "person", "player", "recipient", "seller", "sender"}
    | {"student", "teacher", "user"}
)
_NAMED_AS_THEY_ARE = frozenset({"city", "company", "country", "currency", "language", "organization", "street"})
_START = datetime(2024, 1, 1, tzinfo=UTC)

# The seconds since 1970 that lie in 2024 and 2025.
_EPOCH = (1_704_067_200, 1_767_225_600)

# Version 4 and the variant of RFC 9562 section 4.
_UUID_FIXED = 4 << 76 | 2 << 62
_UUID_FREE = ~(0xF << 76 | 3 << 62)

T = TypeVar("T")
Maker = Callable[[Source], str]

# What a name means is found out once, for so many names.
_REMEMBERED = 4096


def pick(random: Source, options: Sequence[T]) -> T:
    """One of the options. Half as long as ``choice`` takes, and nobody can tell that it is a little less even."""
    return options[int(random.random() * len(options))]


def _number(random: Source, low: int, high: int) -> int:
    """A whole number from ``low`` to ``high``."""
    return low + int(random.random() * (high - low + 1))


def text_for_format(name: str, random: Source) -> str | None:
    """A text of a format, None for formats that nobody has described."""
    maker = _FORMATS.get(name)
    return maker(random) if maker is not None else None


def is_known_format(name: str) -> bool:
    return name in _FORMATS


def maker_of(formats: Sequence[str], name: str, owner: str) -> Maker:
    """What makes texts of the first format that is known, else texts that fit the name."""
    return next((_FORMATS[format_] for format_ in formats if format_ in _FORMATS), None) or _maker_for_name(name, owner)


def text_for_name(name: str, owner: str, random: Source) -> str:
    """A text that fits a property of this name in something called ``owner``; a word where the names say nothing."""
    return _maker_for_name(name, owner)(random)


@lru_cache(_REMEMBERED)
def _maker_for_name(name: str, owner: str) -> Maker:
    words = _split(name)
    if words == ["name"]:
        return _maker_of_names(_split(owner)[-1:])
    for length in (2, 1):
        last = "_".join(words[-length:])
        maker = _NAMES.get(last) or _NAMES.get(last.removesuffix("s"))
        if maker is not None and len(words) >= length:
            return maker
    return lambda random: pick(random, random.vocabulary.words)


def _maker_of_names(owner: list[str]) -> Maker:
    """People have other names than things."""
    kind = owner[0].removesuffix("s") if owner else ""
    if kind in _PEOPLE:
        return _full_name
    maker = _NAMES.get(kind) if kind in _NAMED_AS_THEY_ARE else None
    return maker if maker is not None else lambda random: pick(random, random.vocabulary.words).capitalize()


def number_for_name(name: str, random: Source) -> int | float:
    """A number that is usual for a property of this name."""
    return _between(limits_for_name(name), random)


@lru_cache(_REMEMBERED)
def limits_for_name(name: str) -> tuple[float, float]:
    """Between which numbers a property of this name usually is; whole numbers where these are."""
    words = _split(name)
    for length in (2, 1):
        limits = _NUMBERS.get("_".join(words[-length:]))
        if limits is not None and len(words) >= length:
            return limits
    return (1, 100)


def words(random: Source, count: int) -> str:
    """A few words as a sentence without a full stop."""
    return " ".join(pick(random, random.vocabulary.words) for _ in range(count)).capitalize()


def _between(limits: tuple[float, float], random: Source) -> int | float:
    low, high = limits
    if isinstance(low, int) and isinstance(high, int):
        return _number(random, low, high)
    return round(random.uniform(low, high), 2)


def _split(name: str) -> list[str]:
    """``billingAddress_city`` -> billing, address, city."""
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", name)]


@cache
def _days() -> tuple[str, ...]:
    return tuple((_START + timedelta(days=day)).isoformat()[:10] for day in range(2 * 365))


@cache
def _minutes() -> tuple[str, ...]:
    return tuple(f"{minute // 60:02}:{minute % 60:02}:00" for minute in range(24 * 60))


def _date_time(random: Source) -> str:
    return f"{pick(random, _days())}T{pick(random, _minutes())}Z"


def _date(random: Source) -> str:
    return pick(random, _days())


def _time(random: Source) -> str:
    return f"{pick(random, _minutes())}Z"


def _uuid(random: Source) -> str:
    digits = f"{random.getrandbits(128) & _UUID_FREE | _UUID_FIXED:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _birthday(random: Source) -> str:
    return f"{_number(random, 1950, 2005)}-{_number(random, 1, 12):02}-{_number(random, 1, 28):02}"


def _slug(random: Source) -> str:
    return f"{pick(random, random.vocabulary.words)}-{pick(random, random.vocabulary.words)}"


def _email(random: Source) -> str:
    return f"{pick(random, random.vocabulary.first)}.{pick(random, random.vocabulary.last)}@example.com".lower()


def _url(random: Source) -> str:
    return f"https://example.com/{_slug(random)}"


def _base64(random: Source) -> str:
    return base64.b64encode(words(random, 2).encode()).decode()


def _ipv4(random: Source) -> str:
    return f"192.0.2.{_number(random, 1, 254)}"


def _ipv6(random: Source) -> str:
    return f"2001:db8::{_number(random, 1, 0xFFFF):x}"


def _phone(random: Source) -> str:
    return f"+1555{_number(random, 1000000, 9999999)}"


def _full_name(random: Source) -> str:
    return f"{pick(random, random.vocabulary.first)} {pick(random, random.vocabulary.last)}"


def _street(random: Source) -> str:
    return f"{_number(random, 1, 200)} {pick(random, random.vocabulary.streets)}"


def _job(random: Source) -> str:
    return pick(random, random.vocabulary.jobs)


def _money(random: Source) -> str:
    return f"{random.uniform(1, 200):.2f}"


def _picture(random: Source) -> str:
    return f"{_url(random)}.jpg"


def _token(random: Source) -> str:
    return f"{random.getrandbits(96):024x}"


def _one_of(*options: str) -> Maker:
    return lambda random: pick(random, options)


_FORMATS: dict[str, Maker] = {
    "date": _date,
    "date-time": _date_time,
    "time": _time,
    "duration": lambda random: f"P{_number(random, 1, 30)}D",
    "uuid": _uuid,
    "email": _email,
    "idn-email": _email,
    "hostname": lambda random: f"{_slug(random)}.example.com",
    "idn-hostname": lambda random: f"{_slug(random)}.example.com",
    "ipv4": _ipv4,
    "ip": _ipv4,
    "ipv6": _ipv6,
    "uri": _url,
    "url": _url,
    "iri": _url,
    "uri-reference": _url,
    "iri-reference": _url,
    "uri-template": lambda random: f"https://example.com/{_slug(random)}/{{id}}",
    "json-pointer": lambda random: f"/{pick(random, random.vocabulary.words)}",
    "relative-json-pointer": lambda random: f"0/{pick(random, random.vocabulary.words)}",
    "regex": lambda random: f"^{pick(random, random.vocabulary.words)}$",
    "byte": _base64,
    "base64": _base64,
    "password": lambda random: f"{_slug(random)}-{_number(random, 10, 99)}",
    "phone": _phone,
    "int32": lambda random: str(_number(random, 1, 1000)),
    "int64": lambda random: str(_number(random, 1, 1000)),
    "decimal": lambda random: f"{random.uniform(1, 100):.2f}",
    "double": lambda random: f"{random.uniform(1, 100):.2f}",
    "float": lambda random: f"{random.uniform(1, 100):.2f}",
}

_NAMES: dict[str, Maker] = {
    "full_name": _full_name,
    "first_name": lambda random: pick(random, random.vocabulary.first),
    "given_name": lambda random: pick(random, random.vocabulary.first),
    "last_name": lambda random: pick(random, random.vocabulary.last),
    "family_name": lambda random: pick(random, random.vocabulary.last),
    "surname": lambda random: pick(random, random.vocabulary.last),
    "author": _full_name,
    "user_name": lambda random: pick(random, random.vocabulary.first).lower(),
    "username": lambda random: pick(random, random.vocabulary.first).lower(),
    "nickname": lambda random: pick(random, random.vocabulary.first).lower(),
    "login": lambda random: pick(random, random.vocabulary.first).lower(),
    "email": _email,
    "email_address": _email,
    "phone": _phone,
    "phone_number": _phone,
    "mobile": _phone,
    "city": lambda random: pick(random, random.vocabulary.cities),
    "country": lambda random: pick(random, random.vocabulary.countries),
    "country_code": _one_of(*_CODES),
    "state": _one_of("active", "pending", "closed"),
    "status": _one_of("active", "pending", "closed"),
    "street": _street,
    "address": _street,
    "line1": _street,
    "postal_code": lambda random: f"{_number(random, 10000, 99999)}",
    "zip": lambda random: f"{_number(random, 10000, 99999)}",
    "zip_code": lambda random: f"{_number(random, 10000, 99999)}",
    "job": _job,
    "job_title": _job,
    "occupation": _job,
    "profession": _job,
    "price": _money,
    "amount": _money,
    "total": _money,
    "cost": _money,
    "balance": _money,
    "birthday": _birthday,
    "birth_date": _birthday,
    "of_birth": _birthday,
    "avatar": _picture,
    "avatar_url": _picture,
    "image": _picture,
    "image_url": _picture,
    "photo": _picture,
    "photo_url": _picture,
    "company": lambda random: pick(random, random.vocabulary.companies),
    "company_name": lambda random: pick(random, random.vocabulary.companies),
    "organization": lambda random: pick(random, random.vocabulary.companies),
    "title": lambda random: words(random, 2),
    "subject": lambda random: words(random, 3),
    "description": lambda random: words(random, 6) + ".",
    "summary": lambda random: words(random, 5) + ".",
    "message": lambda random: words(random, 4) + ".",
    "comment": lambda random: words(random, 5) + ".",
    "detail": lambda random: words(random, 5) + ".",
    "text": lambda random: words(random, 5) + ".",
    "url": _url,
    "uri": _url,
    "href": _url,
    "link": _url,
    "website": _url,
    "ip": _ipv4,
    "ip_address": _ipv4,
    "host": lambda random: f"{_slug(random)}.example.com",
    "hostname": lambda random: f"{_slug(random)}.example.com",
    "domain": lambda random: f"{_slug(random)}.example.com",
    "slug": _slug,
    "currency": _one_of("EUR", "USD", "GBP", "JPY"),
    "currency_code": _one_of("EUR", "USD", "GBP", "JPY"),
    "language": _one_of("en", "de", "fr", "pt"),
    "locale": _one_of("en-GB", "de-DE", "fr-FR"),
    "timezone": _one_of("Europe/Berlin", "Europe/London", "UTC"),
    "color": _one_of("blue", "green", "red"),
    "colour": _one_of("blue", "green", "red"),
    "id": _token,
    "uuid": _uuid,
    "guid": _uuid,
    "key": _token,
    "token": _token,
    "hash": _token,
    "sha": _token,
    "date": _date,
    "at": _date_time,
    "timestamp": _date_time,
    "version": _one_of("1.0.0", "1.2.0", "2.0.1"),
    "filename": lambda random: f"{_slug(random)}.txt",
    "file_name": lambda random: f"{_slug(random)}.txt",
    "path": lambda random: f"/{pick(random, random.vocabulary.words)}/{pick(random, random.vocabulary.words)}",
    "tag": lambda random: pick(random, random.vocabulary.words),
}

_NUMBERS: dict[str, tuple[int, int] | tuple[float, float]] = {
    "id": (1, 10_000),
    "age": (18, 80),
    "year": (1990, 2025),
    "month": (1, 12),
    "day": (1, 28),
    "hour": (0, 23),
    "minute": (0, 59),
    "second": (0, 59),
    "port": (1024, 49_151),
    "page": (1, 10),
    "limit": (10, 100),
    "offset": (0, 100),
    "quantity": (1, 20),
    "price": (1.0, 200.0),
    "amount": (1.0, 500.0),
    "rating": (1.0, 5.0),
    "latitude": (-80.0, 80.0),
    "lat": (-80.0, 80.0),
    "longitude": (-170.0, 170.0),
    "lng": (-170.0, 170.0),
    "lon": (-170.0, 170.0),
    "percent": (0.0, 100.0),
    "percentage": (0.0, 100.0),
    "status_code": (200, 500),
    "at": _EPOCH,
    "timestamp": _EPOCH,
    "total": (1.0, 500.0),
    "cost": (1.0, 200.0),
}
