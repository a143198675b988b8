"""Random schemas, edits of them, and values that come close to them: what the tests of verdicts are made of.

Everything is drawn from a ``random.Random``, which may be one of Hypothesis.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

NAMES = ("a", "b", "c")
TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")
_REFERENCES = ("#/components/schemas/One", "#/components/schemas/Two")
_TEXTS = ("", "a", "ab", "abc", "1", "2020-01-01", "xyzzy")
_NUMBERS = (0, 1, -1, 2, 3, 5, 10, 0.5, 2.5)
_PLAIN: tuple[Any, ...] = (*_TEXTS, *_NUMBERS, True, False, None)
_MORE = "unknown"
Words = dict[str, Any]


def schema(random: Random, depth: int = 3) -> Any:
    """Any schema; what is ``depth`` below it is simple."""
    kind = random.randrange(12 if depth else 5)
    if kind == 0 and depth < 3:
        return random.choice((True, {}, {"$ref": random.choice(_REFERENCES)}))
    if kind == 11:
        return _composed(random, depth)
    if kind == 10:
        types = random.sample(TYPES, 2)
        words = {"type": types}
        for name in types:
            words |= {key: value for key, value in _of_type(random, name, depth).items() if key != "type"}
        return words
    return _of_type(random, random.choice(TYPES[:3] if not depth else (*TYPES, "object", "object", "array")), depth)


def _of_type(random: Random, name: str, depth: int) -> Words:
    words: Words = {"type": name}
    keywords = list(KEYWORDS.get(name, ()))
    for keyword in random.sample(keywords, min(len(keywords), random.randrange(4))):
        words[keyword] = KEYWORDS[name][keyword](random, max(depth - 1, 0))
    if name == "object" and "properties" not in words and random.random() < 0.7:
        words["properties"] = _named(random, max(depth - 1, 0))
    if random.random() < 0.1:
        words["enum"] = random.sample(_PLAIN, random.randint(1, 3))
    if random.random() < 0.05:
        words["const"] = random.choice(_PLAIN)
    return words


def _composed(random: Random, depth: int) -> Words:
    keyword = random.choice(("anyOf", "oneOf", "allOf", "not", "if"))
    if keyword == "not":
        return {"not": schema(random, depth - 1)}
    if keyword == "if":
        return {"if": schema(random, 0), random.choice(("then", "else")): schema(random, depth - 1)}
    words: Words = {keyword: _several(random, depth - 1)}
    return {**_of_type(random, "object", depth - 1), **words} if random.random() < 0.2 else words


def _several(random: Random, depth: int) -> list[Any]:
    return [schema(random, depth) for _ in range(random.randint(1, 3))]


def _named(random: Random, depth: int) -> Words:
    return {name: schema(random, depth) for name in random.sample(NAMES, random.randint(1, 3))}


def _names(random: Random, depth: int) -> list[str]:
    return random.sample(NAMES, random.randint(1, 2))


def _small(random: Random, depth: int) -> int:
    return random.randrange(4)


def _number(random: Random, depth: int) -> float:
    return random.choice(_NUMBERS)


_LIMITS: dict[str, Callable[[Random, int], Any]] = {
    "minimum": _number,
    "maximum": _number,
    "exclusiveMinimum": _number,
    "exclusiveMaximum": _number,
    "multipleOf": lambda random, _: random.choice((0.5, 1, 2, 3)),
}
KEYWORDS: dict[str, dict[str, Callable[[Random, int], Any]]] = {
    "string": {
        "minLength": _small,
        "maxLength": _small,
        "pattern": lambda random, _: random.choice(("^a", "b", "^[a-c]*$", "^\\d+$", "")),
    },
    "integer": _LIMITS,
    "number": _LIMITS,
    "array": {
        "items": schema,
        "minItems": _small,
        "maxItems": _small,
        "uniqueItems": lambda random, _: random.random() < 0.7,
        "prefixItems": _several,
        "contains": schema,
        "minContains": _small,
        "maxContains": _small,
        "unevaluatedItems": lambda random, depth: random.choice((False, schema(random, depth))),
    },
    "object": {
        "properties": _named,
        "required": _names,
        "additionalProperties": lambda random, depth: random.choice((True, False, schema(random, depth))),
        "minProperties": _small,
        "maxProperties": _small,
        "patternProperties": lambda random, depth: {random.choice(("^a", "[bc]", "^u")): schema(random, depth)},
        "propertyNames": lambda random, _: random.choice(
            ({"enum": list(NAMES)}, {"maxLength": 1}, {"pattern": "^[a-b]"}, True)
        ),
        "dependentRequired": lambda random, depth: {random.choice(NAMES): _names(random, depth)},
        "dependentSchemas": lambda random, depth: {random.choice(NAMES): schema(random, depth)},
        "unevaluatedProperties": lambda random, depth: random.choice((False, schema(random, depth))),
    },
}


def edited(random: Random, whole: Any) -> Any:
    """A copy in which something is otherwise: usually one keyword somewhere."""
    holder = {"schema": copy.deepcopy(whole)}
    spots = list(_schemas(holder, "schema"))
    container, key = random.choice(spots)
    container[key] = _changed(random, container[key])
    return holder["schema"]


def _schemas(container: Any, key: Any) -> Iterator[tuple[Any, Any]]:
    """Where schemas stand: in what, and under which key."""
    yield container, key
    words = container[key]
    for keyword, value in words.items() if isinstance(words, dict) else ():
        if keyword in ("properties", "patternProperties", "dependentSchemas"):
            for name in value:
                yield from _schemas(value, name)
        elif isinstance(value, list) and keyword in ("allOf", "anyOf", "oneOf", "prefixItems"):
            for index in range(len(value)):
                yield from _schemas(value, index)
        elif isinstance(value, dict | bool) and keyword not in ("dependentRequired", "uniqueItems"):
            yield from _schemas(words, keyword)


def _changed(random: Random, words: Any) -> Any:
    if not isinstance(words, dict) or not words or random.random() < 0.15:
        return random.choice((schema(random, 1), {"anyOf": [words, schema(random, 1)]}, {"allOf": [words]}))
    words = dict(words)
    kind = random.randrange(4)
    if kind == 0:
        del words[random.choice(list(words))]
        return words
    keyword = random.choice(list(words))
    if kind == 1 and isinstance(words[keyword], list) and keyword in ("allOf", "anyOf", "oneOf", "enum", "required"):
        return words | {keyword: _fewer_or_more(random, keyword, words[keyword])}
    if kind == 2 and "type" in words:
        return words | {"type": random.choice((*TYPES, random.sample(TYPES, 2)))}
    return words | _drawn(random, words)


def _fewer_or_more(random: Random, keyword: str, values: list[Any]) -> list[Any]:
    if len(values) > 1 and random.random() < 0.5:
        return values[1:]
    pool: tuple[Any, ...] = NAMES if keyword == "required" else _PLAIN
    more = schema(random, 1) if keyword.endswith("Of") else random.choice(pool)
    return values if keyword == "required" and more in values else [*values, more]


def _drawn(random: Random, words: Words) -> Words:
    """A keyword that fits the type, drawn anew."""
    types = words.get("type", "object")
    name = random.choice(types) if isinstance(types, list) else types
    choices = KEYWORDS.get(name)
    if not choices:
        return {"enum": random.sample(_PLAIN, 2)}
    keyword = random.choice(list(choices))
    return {keyword: choices[keyword](random, 1)}


def values(random: Random, *schemas: Any, components: Words, count: int = 40) -> Iterator[Any]:
    """Values that come close to what the schemas allow, but need not be valid."""
    for _ in range(count):
        value = _near(random, random.choice(schemas), components, 4)
        yield _mutated(random, value) if random.random() < 0.3 else value


def _near(random: Random, words: Any, components: Words, depth: int) -> Any:
    if not isinstance(words, dict) or depth == 0:
        return random.choice(_PLAIN)
    if "$ref" in words:
        return _near(random, components[words["$ref"].rpartition("/")[2]], components, depth - 1)
    if "const" in words and random.random() < 0.8:
        return words["const"]
    if words.get("enum") and random.random() < 0.8:
        return random.choice(words["enum"])
    for keyword in ("anyOf", "oneOf", "allOf"):
        if keyword in words and random.random() < 0.8:
            return _merged([_near(random, part, components, depth - 1) for part in _some(random, words[keyword])])
    for keyword in ("not", "if", "then", "else"):
        if keyword in words and random.random() < 0.3:
            return _near(random, words[keyword], components, depth - 1)
    return _of(random, words, components, depth)


def _some(random: Random, parts: list[Any]) -> list[Any]:
    return random.sample(parts, random.randint(1, len(parts)))


def _merged(found: list[Any]) -> Any:
    if all(isinstance(one, dict) for one in found):
        return {name: value for one in found for name, value in one.items()}
    return found[0]


def _of(random: Random, words: Words, components: Words, depth: int) -> Any:
    declared = words.get("type", TYPES)
    name = declared if isinstance(declared, str) else random.choice(declared)
    if name == "string":
        return random.choice((*_TEXTS, "a" * random.randrange(6)))
    if name in ("integer", "number"):
        limits = [words[keyword] for keyword in _LIMITS if isinstance(words.get(keyword), int | float)]
        number = random.choice((*limits, *_NUMBERS)) + random.choice((0, 0, 1, -1, 0.5))
        return int(number) if name == "integer" else number
    if name == "array":
        return _list(random, words, components, depth)
    if name == "object":
        return _object(random, words, components, depth)
    return {"boolean": random.random() < 0.5, "null": None}[name]


def _list(random: Random, words: Words, components: Words, depth: int) -> list[Any]:
    first = words.get("prefixItems", [])
    items = [_near(random, part, components, depth - 1) for part in first[: random.randrange(len(first) + 1)]]
    kinds = [words[keyword] for keyword in ("items", "contains", "unevaluatedItems") if keyword in words] or [True]
    items += [_near(random, random.choice(kinds), components, depth - 1) for _ in range(random.randrange(4))]
    return items + items[-1:] if random.random() < 0.2 else items


def _object(random: Random, words: Words, components: Words, depth: int) -> Words:
    properties = words.get("properties", {})
    known = {*properties, *words.get("required", ())}
    wanted = [name for name in sorted(known) if name in words.get("required", ()) or random.random() < 0.6]
    if random.random() < 0.4:
        wanted += random.sample((*NAMES, "ab", _MORE), 1)
    for parts in words.get("dependentSchemas", {}).values():
        properties = (parts.get("properties", {}) if isinstance(parts, dict) else {}) | properties
    other = words.get("additionalProperties", words.get("unevaluatedProperties", True))
    return {name: _near(random, properties.get(name, other), components, depth - 1) for name in wanted}


def _mutated(random: Random, value: Any) -> Any:
    """Something of the value is otherwise."""
    if isinstance(value, dict) and value and random.random() < 0.8:
        name = random.choice(list(value))
        rest = {key: item for key, item in value.items() if key != name}
        return rest if random.random() < 0.4 else rest | {name: _mutated(random, value[name])}
    if isinstance(value, list) and value and random.random() < 0.8:
        return random.choice((value[1:], [*value, value[0]], [*value[:-1], _mutated(random, value[-1])]))
    return random.choice((*_PLAIN, [], {}, {"a": "a"}, ["a", "a"]))
