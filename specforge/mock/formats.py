"""The strings that stand in for the formats of JSON Schema: Prism's, so that screenshots and tests keep."""

from __future__ import annotations

from collections.abc import Callable

FORMATS: dict[str, str] = {
    "email": "user@example.com",
    "idn-email": "пользователь@пример.ру",  # noqa: RUF001
    "password": "pa$$word",
    "date-time": "2019-08-24T14:15:22Z",
    "date": "2019-08-24",
    "time": "14:15:22Z",
    "ipv4": "192.168.0.1",
    "ipv6": "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
    "hostname": "example.com",
    "idn-hostname": "пример.ру",  # noqa: RUF001
    "uri": "http://example.com",
    "uri-reference": "../dictionary",
    "uri-template": "http://example.com/{endpoint}",
    "iri": "http://пример.ру",  # noqa: RUF001
    "iri-reference": "../словарь",
    "json-pointer": "/json/pointer",
    "relative-json-pointer": "1/relative/json/pointer",
    "regex": "/regex/",
}

_MASK = 0xFFFFFFFF


def uuid(name: str) -> str:
    """A UUID of version 4 that depends on the name of the property only."""
    draw = _random(_hash(name))
    digits = []
    for letter in "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx":
        if letter not in "xy":
            digits.append(letter)
            continue
        digit = int(draw() * 16) % 16
        digits.append(f"{digit if letter == 'x' else digit & 3 | 8:x}")
    return "".join(digits)


def _hash(text: str) -> int:
    value = 0
    for character in text:
        value = (value * 31 + ord(character)) & _MASK
    return value


def _random(seed: int) -> Callable[[], float]:
    """Bob Jenkins' small fast generator with three words of state rotated (JSF32)."""
    a = b = c = d = seed

    def draw() -> float:
        nonlocal a, b, c, d
        t = (a - (b << 27 | b >> 5)) & _MASK
        a = b ^ ((c << 17 | c >> 15) & _MASK)
        b = (c + d) & _MASK
        c = (d + t) & _MASK
        d = (a + t) & _MASK
        return d / 4294967296

    return draw
