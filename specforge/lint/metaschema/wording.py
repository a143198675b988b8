"""What is said to the author about a failure of the metaschema: a sentence, a place and, if we know one, a remedy."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from specforge.document.place import Tokens
from specforge.document.versions import Version
from specforge.lint.metaschema.history import told
from specforge.lint.metaschema.objects import known_fields, object_name
from specforge.lint.metaschema.structure import Failure

_TYPES = {
    "object": "an object",
    "array": "an array",
    "string": "a string",
    "number": "a number",
    "integer": "an integer",
    "boolean": "true or false",
    "null": "null",
}
# Numbers of YAML that no JSON document can hold; those with an exponent of three digits are mostly too large.
_NO_JSON_NUMBER = re.compile(r"[-+]?(\.nan|\.inf|[0-9][0-9.]*e\+?[0-9]{3,})\Z", re.IGNORECASE)
_SINCE_3_0 = frozenset(("oneOf", "anyOf", "not", "nullable", "writeOnly", "deprecated"))
_SINCE_3_1 = frozenset(
    (
        *("const", "examples", "if", "then", "else", "prefixItems", "contains", "minContains", "maxContains"),
        *("patternProperties", "propertyNames", "dependentRequired", "dependentSchemas", "unevaluatedItems"),
        *("unevaluatedProperties", "contentEncoding", "contentMediaType", "contentSchema", "$id", "$schema", "$anchor"),
        *("$defs", "$comment", "$dynamicRef", "$dynamicAnchor", "$vocabulary"),
    )
)
_NO_RESPONSE = "`responses` needs at least one response"
# Fields that must be written in a certain way, and what that is.
_FORMS = {
    "openapi": "names a version of OpenAPI, such as `3.0.4`, `3.1.1` or `3.2.0`",
    "$self": "is the URI of the document, without a `#`",
    "basePath": "begins with `/`",
    "host": "is a host with perhaps a port, and no scheme and no path",
}


class Wording(NamedTuple):
    """``tokens`` (and ``key``: the name rather than the value) are where the author must look; ``meant`` is what should
    probably stand there."""

    message: str
    tokens: Tokens
    key: bool = False
    help: str | None = None
    meant: str | None = None


def wordings(failure: Failure, version: Version) -> Iterator[Wording]:
    """What to say about one failure; more than one thing where a keyword names several fields."""
    family = version.family
    assert family is not None  # documents of unknown version are never validated
    if failure.keyword in ("additionalProperties", "unevaluatedProperties"):
        for name in failure.wanted:
            yield _unknown_field(failure, name, version)
    elif failure.keyword == "type":
        yield Wording(*_wrong_type(failure), help=_help_for_type(failure, version))
    elif failure.keyword in ("enum", "const"):
        yield _wrong_value(failure)
    elif failure.keyword == "propertyNames" and failure.tokens[:1] == ("components",):
        name = str(getattr(failure.wanted, "instance", ""))
        message = f"component name `{name}` may hold letters of ASCII, digits, `.`, `_` and `-` only"
        yield Wording(message, (*failure.tokens, name), key=True)
    elif failure.keyword == "propertyNames" and failure.tokens[-1:] == ("additionalOperations",):
        yield _bad_method(failure)
    else:
        is_about_name = failure.keyword == "falseSchema"
        yield Wording(_SENTENCES.get(failure.keyword, _raw)(failure), failure.tokens, is_about_name, _help(failure))


def _unknown_field(failure: Failure, name: str, version: Version) -> Wording:
    tokens = (*failure.tokens, name)
    thing = object_name(failure.where)
    if thing == "`paths`":
        return Wording(f"path `{name}` must begin with `/`", tokens, True, f"write `/{name}`")
    if thing == "`responses`":
        meant = name.upper() if not version.is_swagger and re.fullmatch("[1-5][xX]{2}", name) else None
        return Wording(f"`{name}` is no status code", tokens, True, _help_for_status(meant, version), meant)
    assert version.family is not None
    known = known_fields(version.family, failure.where)
    if name in known:
        return Wording(
            f"`{name}` is not allowed in {thing} as it stands", tokens, True, _help_for_misfit(failure, name)
        )
    if name in ("openapi", "swagger") and thing == "the document":
        return Wording("the document is both Swagger 2.0 and OpenAPI 3", tokens, True, f"remove `{name}`")
    if name == "$ref" and isinstance(failure.value, dict) and not isinstance(failure.value[name], str):
        return Wording("a `$ref` must be a text", tokens)
    message = f"unknown field `{name}` in {thing}"
    since = _since(name, version) if thing == "this schema" else None
    if since:
        help = f"`{name}` is understood since OpenAPI {since}; this document is {version.text}"
        return Wording(message, tokens, True, help)
    if help_of_history := told(thing, name, version):
        return Wording(message, tokens, True, help_of_history)
    meant = _closest(name, known)
    help = f"did you mean `{meant}`?" if meant else "fields of your own start with `x-`"
    return Wording(message, tokens, True, help, meant)


def _help_for_status(meant: str | None, version: Version) -> str | None:
    if meant:
        return f"write `{meant}`"
    ranges = "" if version.is_swagger else ", a range such as `4XX`"
    return f"a response is named by a status code of three digits{ranges}, or `default`"


def _help_for_misfit(failure: Failure, name: str) -> str | None:
    value = failure.value if isinstance(failure.value, dict) else {}
    told = {key: value.get(key) for key in ("in", "style", "type") if key != name}
    facts = [f"`{key}: {text}`" for key, text in told.items() if isinstance(text, str)]
    if name in ("style", "explode", "allowReserved") and "content" in value:
        return f"`{name}` belongs to `schema`; `content` says by its media type how the value is written"
    return f"it does not go with {' and '.join(facts)}" if facts else None


def _since(name: str, version: Version) -> str | None:
    """The version in which a keyword of schemas came, for one that came later than the document's."""
    return "3.0" if version.is_swagger and name in _SINCE_3_0 else "3.1" if name in _SINCE_3_1 else None


def _closest(name: str, known: Iterable[str]) -> str | None:
    lowered = {field.lower(): field for field in known}
    close = difflib.get_close_matches(name.lower(), lowered, n=1, cutoff=0.65)
    return lowered[close[0]] if close else None


def _wrong_type(failure: Failure) -> tuple[str, Tokens]:
    types = [_TYPES.get(name, name) for name in sorted(failure.wanted, key=list(_TYPES).index)]
    got = "null" if failure.value is None else _TYPES[_type_of(failure.value)]
    got = json.dumps(failure.value) if isinstance(failure.value, bool) else got
    if "string" not in failure.wanted and isinstance(failure.value, str) and _NO_JSON_NUMBER.match(failure.value):
        types, got = ["a number that JSON tools can hold"], _quoted(failure.value)
    return f"{_subject(failure.tokens)} must be {_any_of(types)}, not {got}", failure.tokens


def _help_for_type(failure: Failure, version: Version) -> str | None:
    name = failure.tokens[-1] if failure.tokens else ""
    value = failure.value
    if failure.wanted == ["string"] and isinstance(value, bool | int | float):
        return "put it in quotes"
    if name == "type" and isinstance(value, list) and not version.has_json_schema:
        return "a list of types is understood since OpenAPI 3.1" + (
            "; `nullable: true` allows null" if version.family == "3.0" and "null" in value else ""
        )
    if name.startswith("exclusiveM") and not version.has_json_schema and not isinstance(value, bool):
        return f"a number is understood since OpenAPI 3.1; here `{name}: true` stands beside `{name[9:].lower()}`"
    if value is None and failure.wanted == ["object"]:
        return "nothing is written under this key; `{}` is an empty object"
    return None


def _wrong_value(failure: Failure) -> Wording:
    wanted = failure.wanted if isinstance(failure.wanted, list) else [failure.wanted]
    shown = [f"`{_shown(option)}`" for option in wanted if option is not None]
    must = f"one of {', '.join(shown)}" if len(shown) > 1 else "".join(shown)
    message = f"{_subject(failure.tokens)} must be {must}, not {_quoted(failure.value)}"
    meant = _closest(failure.value.strip(), filter(_is_text, wanted)) if isinstance(failure.value, str) else None
    return Wording(message, failure.tokens, help=f"did you mean `{meant}`?" if meant else None, meant=meant)


def _is_text(option: object) -> bool:
    return isinstance(option, str)


def _missing(failure: Failure) -> str:
    if failure.tokens[-1:] == ("responses",):
        return _NO_RESPONSE
    return f"`{failure.wanted}` is missing from {object_name(failure.where)}"


def _misspelt(failure: Failure) -> str:
    if failure.tokens == ("openapi",):
        return f"there is no version {_quoted(failure.value)} of OpenAPI"
    return f"{_subject(failure.tokens)} {_quoted(failure.value)} is not written as it must be"


def _help(failure: Failure) -> str | None:
    value = failure.value if isinstance(failure.value, dict) else {}
    name = failure.tokens[-1] if failure.tokens else ""
    if failure.keyword == "pattern" and name in _FORMS:
        return f"`{name}` {_FORMS[name]}"
    if failure.keyword == "required" and failure.wanted == "content" and value.get("in") == "querystring":
        return "the whole query string is described by a media type, not by a `schema` of its own"
    return None


def _missing_any(failure: Failure) -> str:
    names = [f"`{name}`" for name in failure.wanted]
    return f"{object_name(failure.where)} needs {_any_of(names)}"


def _not(failure: Failure) -> str:
    """``not`` is used in the metaschemas to say what excludes each other."""
    names = failure.wanted.get("required") if isinstance(failure.wanted, dict) else None
    if names and len(names) > 1:
        return f"{' and '.join(f'`{name}`' for name in names)} exclude each other"
    if names:
        return f"`{names[0]}` is not allowed {_beside(failure)}"
    if isinstance(failure.wanted, dict) and "allOf" in failure.wanted:
        return "a `querystring` parameter takes the whole query string: there can be no `query` parameter beside it"
    if failure.where[-1:] == ("responses",):
        return _NO_RESPONSE
    return _raw(failure)


def _not_allowed(failure: Failure) -> str:
    name = failure.tokens[-1] if failure.tokens else "this"
    return f"`{name}` is not allowed {_beside(failure)}"


def _beside(failure: Failure) -> str:
    beside = [after for before, after in pairwise(failure.where) if before == "dependentSchemas"]
    return f"beside `{beside[-1]}`" if beside else "here"


def _bad_method(failure: Failure) -> Wording:
    name = str(getattr(failure.wanted, "instance", ""))
    tokens = (*failure.tokens, name)
    if name.isalpha():
        message = f"`{name}` does not belong into `additionalOperations`"
        return Wording(message, tokens, True, f"write `{name.lower()}` as a field of the path item")
    return Wording(f"`{name}` is no HTTP method", tokens, True, "a method has no blanks and no brackets in its name")


def _at_least(failure: Failure) -> str:
    if failure.tokens[-1:] == ("responses",) and object_name(failure.where) == "`responses`":
        return _NO_RESPONSE
    return f"{_subject(failure.tokens)} needs at least {_entries(failure.wanted)}"


def _at_most(failure: Failure) -> str:
    return f"{_subject(failure.tokens)} may have at most {_entries(failure.wanted)}"


def _entries(count: int) -> str:
    return f"{count} {'entry' if count == 1 else 'entries'}"


def _contains(failure: Failure) -> str:
    return "there can be only one `querystring` parameter" if failure.tokens[-1:] == ("parameters",) else _raw(failure)


def _ambiguous(failure: Failure) -> str:
    if failure.where[-1:] == ("parameter",) or "SchemaXORContent" in failure.where:
        return "`schema` and `content` exclude each other"
    if object_name(failure.where) == "this link":
        return "`operationRef` and `operationId` exclude each other"
    return f"{_subject(failure.tokens)} fits more than one kind of object"


def _raw(failure: Failure) -> str:
    """What the validator says, cut where it quotes whole objects."""
    text = failure.text if len(failure.text) < 200 else failure.text[:197] + "..."
    return f"{_subject(failure.tokens)}: {text}"


_SENTENCES: dict[str, Callable[[Failure], str]] = {
    "required": _missing,
    "requiredAny": _missing_any,
    "dependentRequired": _missing,
    "not": _not,
    "falseSchema": _not_allowed,
    "minItems": _at_least,
    "minProperties": _at_least,
    "maxItems": _at_most,
    "maxProperties": _at_most,
    "contains": _contains,
    "maxContains": _contains,
    "ambiguous": _ambiguous,
    "uniqueItems": lambda failure: f"{_subject(failure.tokens)} has the same entry twice",
    "minimum": lambda failure: f"{_subject(failure.tokens)} must be at least {failure.wanted}",
    "exclusiveMinimum": lambda failure: f"{_subject(failure.tokens)} must be more than {failure.wanted}",
    "depth": lambda failure: f"{_subject(failure.tokens)} breaks the specification, nested too deeply to tell where",
    "format": lambda failure: f"{_subject(failure.tokens)} is no e-mail address: {_quoted(failure.value)}",
    "pattern": _misspelt,
}


def _subject(tokens: Tokens) -> str:
    if not tokens:
        return "the document"
    if tokens[-1].isdecimal() and len(tokens) > 1:
        return f"entry {int(tokens[-1]) + 1} of `{tokens[-2]}`"
    return f"`{tokens[-1]}`"


def _any_of(words: list[str]) -> str:
    return " or ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else "".join(words)


def _type_of(value: Any) -> str:
    for name, kind in (("boolean", bool), ("integer", int), ("number", float), ("string", str), ("array", list)):
        if isinstance(value, kind):
            return name
    return "object"


def _quoted(value: Any) -> str:
    text = _shown(value)
    return f"`{text}`" if len(text) <= 60 else f"`{text[:57]}...`"


def _shown(value: Any) -> str:
    return value if isinstance(value, str) and value == value.strip() else json.dumps(value, ensure_ascii=False)
