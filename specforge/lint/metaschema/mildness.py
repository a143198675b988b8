"""Breaches of the metaschema that no tool stumbles over: said as a warning, so that they do not fail a build.

The line is drawn here and nowhere else: an error is a document whose meaning is broken or in doubt. What has one
obvious meaning (or none, and is skipped by every reader) is a warning. docs/decisions/0005-mild-findings.md
tells why.
"""

from __future__ import annotations

from specforge.document.versions import Version
from specforge.lint.metaschema.objects import known_fields, object_name
from specforge.lint.metaschema.structure import Failure

_PROSE = frozenset(("description", "summary", "title", "format", "termsOfService"))
_SCHEMA_HOLDERS = ("this parameter", "this header")
_BOTH = {"required": ["schema", "content"]}
_SCHEMA_KEYWORDS = frozenset(
    (
        *("type", "format", "items", "enum", "default", "example", "pattern", "title", "minimum", "maximum"),
        *("exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems"),
        *("multipleOf", "collectionFormat", "nullable", "readOnly"),
    )
)


def is_mild(failure: Failure, name: str | None, version: Version) -> bool:
    """``name`` is the field in question where the failure is about one of several unknown fields."""
    if name is not None:
        return _is_field_of_a_sibling(failure, name, version) or _is_stray(failure, name)
    return (
        failure.keyword == "format"
        or _is_empty_prose(failure)
        or _is_undescribed_response(failure)
        or _is_described_twice_or_never(failure)
        or _is_leftover(failure, version)
        or _lacks_scopes(failure)
    )


def _is_empty_prose(failure: Failure) -> bool:
    """``description:`` with nothing behind it. The title of the API is required and no such case."""
    is_null_text = failure.keyword == "type" and failure.wanted == ["string"] and failure.value is None
    return is_null_text and failure.tokens[-1] in _PROSE and failure.tokens != ("info", "title")


def _lacks_scopes(failure: Failure) -> bool:
    """Swagger 2.0 requires the list of scopes, but not that it has any: without it there are none."""
    return (
        failure.keyword == "required" and failure.wanted == "scopes" and failure.tokens[:1] == ("securityDefinitions",)
    )


def _is_undescribed_response(failure: Failure) -> bool:
    """Required until 3.1, dropped in OpenAPI 3.2: nothing hangs on it."""
    required = failure.keyword == "required" and failure.wanted == "description"
    return required and object_name(failure.where) == "this response"


def _is_described_twice_or_never(failure: Failure) -> bool:
    """``schema`` and ``content`` in one parameter: readers take the schema. Neither of them: any value will do."""
    about_parameter = object_name(failure.where) in _SCHEMA_HOLDERS or "SchemaXORContent" in failure.where
    is_both = failure.keyword == "ambiguous" or (failure.keyword == "not" and failure.wanted == _BOTH)
    is_neither = failure.keyword == "requiredAny" and "schema" in failure.wanted
    return about_parameter and (is_both or is_neither)


def _is_leftover(failure: Failure, version: Version) -> bool:
    """Keywords of a Schema Object in the form of another draft, with which validators do nothing."""
    if not failure.tokens or (failure.own and object_name(failure.where) != "this schema"):
        return False
    name, value = failure.tokens[-1], failure.value
    if name in ("$recursiveAnchor", "$recursiveRef"):
        return True
    if name == "required":
        # Draft 3 had `required: true` in the property; drafts before 6 wanted at least one name in the list.
        return isinstance(value, bool) or (failure.keyword in ("uniqueItems", "minItems") and isinstance(value, list))
    if version.has_json_schema:
        is_draft_4_limit = name in ("exclusiveMinimum", "exclusiveMaximum") and isinstance(value, bool)
        return is_draft_4_limit or (name == "examples" and isinstance(value, dict))
    return False


def _is_field_of_a_sibling(failure: Failure, name: str, version: Version) -> bool:
    """``name`` in a security scheme of type http: the specification's tables say to which type a field applies, not
    that it is forbidden elsewhere."""
    if object_name(failure.where) != "this security scheme" or version.family is None:
        return False
    return name in known_fields(version.family, failure.where)


def _is_stray(failure: Failure, name: str) -> bool:
    """``enum`` beside the ``schema`` of a parameter, where Swagger 2.0 had it: what counts is in the schema. Or a field
    of the example itself in an Example Object, of which nothing but ``value`` and ``externalValue`` is ever read."""
    thing = object_name(failure.where)
    has_schema = isinstance(failure.value, dict) and "schema" in failure.value
    return thing == "this example" or (thing in _SCHEMA_HOLDERS and name in _SCHEMA_KEYWORDS and has_schema)
