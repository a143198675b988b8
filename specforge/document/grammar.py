"""Which kind of object stands where: the field tables of the OpenAPI texts as data.

A shape is ``Kind`` (one object), ``[Kind]`` (an array), ``{Kind}`` (a map) or ``Mapping`` (a discriminator's map of
references). ``*`` stands for every other field that is not an ``x-`` extension. Fields that hold no objects are left
out. OpenAPI 3.0, 3.1 and 3.2 share one table: a field of a later version in an earlier document is lint's business.
"""

from __future__ import annotations

Grammar = dict[str, dict[str, str]]

_SCHEMA_2: dict[str, str] = {
    "properties": "{Schema}",
    "items": "Schema",
    "additionalProperties": "Schema",
    "allOf": "[Schema]",
    "xml": "Xml",
    "externalDocs": "ExternalDocs",
}

_SCHEMA_3: dict[str, str] = {
    **_SCHEMA_2,
    "anyOf": "[Schema]",
    "oneOf": "[Schema]",
    "not": "Schema",
    "discriminator": "Discriminator",
    "patternProperties": "{Schema}",
    "dependentSchemas": "{Schema}",
    "$defs": "{Schema}",
    "definitions": "{Schema}",
    "prefixItems": "[Schema]",
    "contains": "Schema",
    "propertyNames": "Schema",
    "if": "Schema",
    "then": "Schema",
    "else": "Schema",
    "unevaluatedItems": "Schema",
    "unevaluatedProperties": "Schema",
    "contentSchema": "Schema",
}

_OPERATIONS = dict.fromkeys(
    ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query"),
    "Operation",
)

_LEAVES: Grammar = {
    "Contact": {},
    "License": {},
    "ExternalDocs": {},
    "SecurityRequirement": {},
    "Example": {},
    "Xml": {},
}

_HEADER = {"schema": "Schema", "content": "{MediaType}", "examples": "{Example}"}

OPENAPI_3: Grammar = {
    **_LEAVES,
    "Document": {
        "info": "Info",
        "servers": "[Server]",
        "paths": "Paths",
        "webhooks": "{PathItem}",
        "components": "Components",
        "security": "[SecurityRequirement]",
        "tags": "[Tag]",
        "externalDocs": "ExternalDocs",
    },
    "Info": {"contact": "Contact", "license": "License"},
    "Server": {"variables": "{ServerVariable}"},
    "ServerVariable": {},
    "Tag": {"externalDocs": "ExternalDocs"},
    "Components": {
        "schemas": "{Schema}",
        "responses": "{Response}",
        "parameters": "{Parameter}",
        "examples": "{Example}",
        "requestBodies": "{RequestBody}",
        "headers": "{Header}",
        "securitySchemes": "{SecurityScheme}",
        "links": "{Link}",
        "callbacks": "{Callback}",
        "pathItems": "{PathItem}",
        "mediaTypes": "{MediaType}",
    },
    "Paths": {"*": "PathItem"},
    "PathItem": {
        **_OPERATIONS,
        "servers": "[Server]",
        "parameters": "[Parameter]",
        "additionalOperations": "{Operation}",
    },
    "Operation": {
        "externalDocs": "ExternalDocs",
        "parameters": "[Parameter]",
        "requestBody": "RequestBody",
        "responses": "Responses",
        "callbacks": "{Callback}",
        "security": "[SecurityRequirement]",
        "servers": "[Server]",
    },
    "Parameter": _HEADER,
    "Header": _HEADER,
    "RequestBody": {"content": "{MediaType}"},
    "MediaType": {
        "schema": "Schema",
        "itemSchema": "Schema",
        "examples": "{Example}",
        "encoding": "{Encoding}",
        "prefixEncoding": "[Encoding]",
        "itemEncoding": "Encoding",
    },
    "Encoding": {
        "headers": "{Header}",
        "encoding": "{Encoding}",
        "prefixEncoding": "[Encoding]",
        "itemEncoding": "Encoding",
    },
    "Responses": {"*": "Response"},
    "Response": {"headers": "{Header}", "content": "{MediaType}", "links": "{Link}"},
    "Callback": {"*": "PathItem"},
    "Link": {"server": "Server"},
    "Schema": _SCHEMA_3,
    "Discriminator": {"mapping": "Mapping"},
    "SecurityScheme": {"flows": "OAuthFlows"},
    "OAuthFlows": {"*": "OAuthFlow"},
    "OAuthFlow": {},
}

SWAGGER_2: Grammar = {
    **_LEAVES,
    "Document": {
        "info": "Info",
        "paths": "Paths",
        "definitions": "{Schema}",
        "parameters": "{Parameter}",
        "responses": "{Response}",
        "securityDefinitions": "{SecurityScheme}",
        "security": "[SecurityRequirement]",
        "tags": "[Tag]",
        "externalDocs": "ExternalDocs",
    },
    "Info": {"contact": "Contact", "license": "License"},
    "Tag": {"externalDocs": "ExternalDocs"},
    "Paths": {"*": "PathItem"},
    "PathItem": {**dict.fromkeys(list(_OPERATIONS)[:7], "Operation"), "parameters": "[Parameter]"},
    "Operation": {
        "externalDocs": "ExternalDocs",
        "parameters": "[Parameter]",
        "responses": "Responses",
        "security": "[SecurityRequirement]",
    },
    # An Items Object is a schema in all but name: it has a part of the fields of one.
    "Parameter": {"schema": "Schema", "items": "Schema"},
    "Header": {"items": "Schema"},
    "Responses": {"*": "Response"},
    "Response": {"schema": "Schema", "headers": "{Header}"},
    "Schema": {**_SCHEMA_3},
    "Discriminator": {"mapping": "Mapping"},
    "SecurityScheme": {},
}
