"""The customary order of fields: that of the tables in the OpenAPI texts, with names and prose before what is long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_METHODS = ("get", "head", "post", "put", "patch", "delete", "options", "query", "trace", "additionalOperations")
_PARAMETER = (
    *("$ref", "name", "in", "summary", "description", "required", "deprecated", "allowEmptyValue"),
    *("style", "explode", "allowReserved", "type", "format", "items", "collectionFormat", "default"),
    *("schema", "content", "example", "examples"),
)
_SCHEMA = (
    *("$ref", "$schema", "$id", "$anchor", "$dynamicAnchor", "$dynamicRef", "$vocabulary", "$comment"),
    *("title", "description", "deprecated", "type", "format", "nullable", "readOnly", "writeOnly"),
    *("const", "enum", "default", "pattern", "minLength", "maxLength"),
    *("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf"),
    *("contentEncoding", "contentMediaType", "contentSchema"),
    *("minItems", "maxItems", "uniqueItems", "prefixItems", "items", "contains", "minContains", "maxContains"),
    *("unevaluatedItems", "required", "minProperties", "maxProperties", "properties", "patternProperties"),
    *("additionalProperties", "unevaluatedProperties", "propertyNames", "dependentRequired", "dependentSchemas"),
    *("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "discriminator", "xml", "externalDocs"),
    *("example", "examples", "definitions", "$defs"),
)

FIELDS: Mapping[str, tuple[str, ...]] = {
    "Document": (
        *("openapi", "swagger", "$self", "info", "jsonSchemaDialect", "host", "basePath", "schemes", "servers"),
        *("consumes", "produces", "security", "tags", "externalDocs", "paths", "webhooks"),
        *("components", "definitions", "parameters", "responses", "securityDefinitions"),
    ),
    "Info": ("title", "summary", "description", "termsOfService", "contact", "license", "version"),
    "Contact": ("name", "url", "email"),
    "License": ("name", "identifier", "url"),
    "ExternalDocs": ("description", "url"),
    "Server": ("url", "name", "description", "variables"),
    "ServerVariable": ("description", "default", "enum"),
    "Tag": ("name", "summary", "description", "externalDocs", "parent", "kind"),
    "Components": (
        *("schemas", "responses", "parameters", "examples", "requestBodies", "headers", "securitySchemes", "links"),
        *("callbacks", "pathItems", "mediaTypes"),
    ),
    "PathItem": ("$ref", "summary", "description", "servers", "parameters", *_METHODS),
    "Operation": (
        *("tags", "summary", "description", "externalDocs", "operationId", "deprecated", "consumes", "produces"),
        *("parameters", "requestBody", "responses", "callbacks", "schemes", "security", "servers"),
    ),
    "Parameter": _PARAMETER,
    "Header": _PARAMETER,
    "RequestBody": ("description", "required", "content"),
    "MediaType": ("schema", "itemSchema", "example", "examples", "encoding", "prefixEncoding", "itemEncoding"),
    "Encoding": ("contentType", "headers", "style", "explode", "allowReserved", "encoding"),
    "Response": ("summary", "description", "headers", "content", "schema", "examples", "links"),
    "Example": ("summary", "description", "value", "dataValue", "serializedValue", "externalValue"),
    "Link": ("operationRef", "operationId", "description", "parameters", "requestBody", "server"),
    "Schema": _SCHEMA,
    "Discriminator": ("propertyName", "mapping", "defaultMapping"),
    "Xml": ("nodeType", "name", "namespace", "prefix", "attribute", "wrapped"),
    "SecurityScheme": (
        *("type", "description", "name", "in", "scheme", "bearerFormat", "flow", "authorizationUrl"),
        *("deviceAuthorizationUrl", "tokenUrl", "refreshUrl", "scopes", "flows", "openIdConnectUrl"),
        *("oauth2MetadataUrl", "deprecated"),
    ),
    "OAuthFlows": ("implicit", "password", "clientCredentials", "authorizationCode", "deviceAuthorization"),
    "OAuthFlow": ("authorizationUrl", "deviceAuthorizationUrl", "tokenUrl", "refreshUrl", "scopes"),
}
_RANKS = {kind: {name: rank for rank, name in enumerate(fields)} for kind, fields in FIELDS.items()}
_UNKNOWN, _EXTENSION = 1000, 1001


def before(kind: str, name: str) -> tuple[str, ...]:
    """The fields that customarily stand before one: where it goes when it is added (``Set.after``)."""
    fields = FIELDS[kind]
    return fields[: fields.index(name)]


def in_order(kind: str, names: Iterable[str]) -> list[str]:
    """The names in customary order: those of the table, then unknown ones, then extensions, the last two as they are.

    Kinds without a table (maps with names of the author's) are in order as they are.
    """
    ranks = _RANKS.get(kind)
    return list(names) if ranks is None else sorted(names, key=lambda name: _rank(ranks, name))


def _rank(ranks: dict[str, int], name: str) -> int:
    return ranks.get(name, _EXTENSION if name.startswith("x-") else _UNKNOWN)


def is_in_order(kind: str, value: Mapping[str, Any]) -> bool:
    """True when sorting would change nothing."""
    ranks = _RANKS.get(kind)
    if ranks is None or len(value) < 2:
        return True
    last = -1
    for name in value:
        rank = _rank(ranks, name)
        if rank < last:
            return False
        last = rank
    return True
