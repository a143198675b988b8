"""Fields that other versions of OpenAPI know: since when, and where what they said is written now."""

from __future__ import annotations

from specforge.document.versions import Version

_DOCUMENT, _OPERATION, _PARAMETER, _RESPONSE = "the document", "this operation", "this parameter", "this response"
# Object and field -> the version that brought it. Keywords of schemas are in wording.py.
_SINCE = {
    **dict.fromkeys(((_DOCUMENT, "servers"), (_DOCUMENT, "components")), "3.0"),
    **dict.fromkeys(((_OPERATION, name) for name in ("requestBody", "callbacks", "servers")), "3.0"),
    **dict.fromkeys(((_RESPONSE, name) for name in ("content", "links")), "3.0"),
    **dict.fromkeys(((_PARAMETER, name) for name in ("content", "style", "explode", "example", "examples")), "3.0"),
    **dict.fromkeys(((_DOCUMENT, "webhooks"), (_DOCUMENT, "jsonSchemaDialect"), ("`info`", "summary")), "3.1"),
    **dict.fromkeys((("`license`", "identifier"), ("`components`", "pathItems")), "3.1"),
    **dict.fromkeys(((_DOCUMENT, "$self"), ("this path item", "query")), "3.2"),
    **dict.fromkeys((("this path item", "additionalOperations"), ("`components`", "mediaTypes")), "3.2"),
    **dict.fromkeys((("this media type", n) for n in ("itemSchema", "itemEncoding", "prefixEncoding")), "3.2"),
    **dict.fromkeys((("this tag", name) for name in ("summary", "parent", "kind")), "3.2"),
    **dict.fromkeys(((_RESPONSE, "summary"), ("this server", "name"), ("`discriminator`", "defaultMapping")), "3.2"),
    **dict.fromkeys((("this example", name) for name in ("dataValue", "serializedValue")), "3.2"),
    **dict.fromkeys((("`flows`", "deviceAuthorization"), ("`xml`", "nodeType")), "3.2"),
}
# Of Swagger 2.0, and what came in their place.
_NOW = {
    **dict.fromkeys(((_DOCUMENT, name) for name in ("host", "basePath", "schemes")), "`servers`"),
    (_OPERATION, "schemes"): "`servers`",
    (_DOCUMENT, "definitions"): "`components.schemas`",
    (_DOCUMENT, "parameters"): "`components.parameters`",
    (_DOCUMENT, "responses"): "`components.responses`",
    (_DOCUMENT, "securityDefinitions"): "`components.securitySchemes`",
    **dict.fromkeys(
        ((thing, name) for thing in (_DOCUMENT, _OPERATION) for name in ("consumes", "produces")), "`content`"
    ),
    **dict.fromkeys(((_RESPONSE, "schema"), (_RESPONSE, "examples")), "`content`"),
    (_PARAMETER, "collectionFormat"): "`style` and `explode`",
}
_IN_SCHEMA = frozenset(
    (
        *("type", "format", "items", "enum", "default", "pattern", "minimum", "maximum", "exclusiveMinimum"),
        *("exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "multipleOf"),
    )
)


def told(thing: str, name: str, version: Version) -> str | None:
    """What history says of an unknown field of an object, or None if it never was one."""
    since = _SINCE.get((thing, name))
    if since is not None and (version.family or "") < since:
        return f"`{name}` is understood since OpenAPI {since}; this document is {version.text}"
    if version.is_swagger:
        in_plain = thing == _PARAMETER and name == "schema"
        return "`schema` is for parameters `in: body`; here `type` stands beside `in`" if in_plain else None
    if thing in (_PARAMETER, "this header", "this object") and name in _IN_SCHEMA:
        return f"since OpenAPI 3.0 `{name}` stands inside of `schema`"
    now = _NOW.get((thing, name))
    return f"`{name}` is of Swagger 2.0; since OpenAPI 3.0 there is {now} instead" if now else None
