"""Redocly's rules by our ids: what a rule named in a redocly.yaml is here, and which of its rulesets turn it on.

Every rule that Redocly CLI 2 has for OpenAPI stands in the table. A rule that means the same as one that was here
before is that one (``tags-alphabetical`` is ``openapi-tags-alphabetical``); the others have Redocly's ids. Two of them
may name the same rule of ours: it runs when one of them is on, with the graver of their severities. Options of
Redocly's rules have the same names here; those that a rule knows are in ``Rule.options``.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Level = Literal["error", "warn", "off"]


class Counterpart(NamedTuple):
    """``rules``: the ids here. The others: what Redocly's rulesets of these names say of the rule. Its ruleset ``all``
    turns on everything as errors, and ``recommended-strict`` makes errors of the warnings of ``recommended``."""

    rules: tuple[str, ...]
    recommended: Level
    minimal: Level
    spec: Level


# What a rule is to look for; without it Redocly refuses to run the rule, or runs it in vain (IDLE_WITHOUT).
NEEDED_OPTIONS = {
    "request-mime-type": "allowedValues",
    "response-mime-type": "allowedValues",
    "response-contains-header": "names",
    "response-contains-property": "names",
}
IDLE_WITHOUT = frozenset(("response-contains-header", "response-contains-property"))

COUNTERPARTS: dict[str, Counterpart] = {
    "array-parameter-serialization": Counterpart(("array-parameter-serialization",), "off", "off", "off"),
    "boolean-parameter-prefixes": Counterpart(("boolean-parameter-prefixes",), "off", "off", "off"),
    "component-name-unique": Counterpart(("component-name-unique",), "off", "off", "off"),
    "info-contact": Counterpart(("info-contact",), "off", "off", "off"),
    "info-license": Counterpart(("info-license",), "warn", "off", "off"),
    "info-license-strict": Counterpart(("info-license-strict",), "warn", "off", "off"),
    "no-ambiguous-paths": Counterpart(("no-ambiguous-paths",), "warn", "warn", "off"),
    "no-duplicated-enum-values": Counterpart(("duplicated-entry-in-enum",), "warn", "off", "off"),
    "no-duplicated-tag-names": Counterpart(("openapi-tags-uniqueness",), "warn", "off", "error"),
    "no-empty-servers": Counterpart(("oas3-api-servers",), "error", "warn", "off"),
    "no-enum-type-mismatch": Counterpart(("no-enum-type-mismatch",), "error", "warn", "off"),
    "no-example-value-and-externalValue": Counterpart(
        ("no-example-value-and-externalValue",), "error", "warn", "error"
    ),
    "no-http-verbs-in-paths": Counterpart(("no-http-verbs-in-paths",), "off", "off", "off"),
    "no-identical-paths": Counterpart(("no-identical-paths",), "error", "warn", "error"),
    "no-illogical-composition-keywords": Counterpart(("no-illogical-composition-keywords",), "warn", "off", "off"),
    "no-invalid-media-type-examples": Counterpart(("oas3-valid-media-example",), "warn", "warn", "off"),
    "no-invalid-parameter-examples": Counterpart(("oas3-valid-media-example",), "warn", "off", "off"),
    "no-invalid-schema-examples": Counterpart(
        ("oas2-valid-schema-example", "oas3-valid-schema-example"), "warn", "off", "off"
    ),
    "no-mixed-number-range-constraints": Counterpart(("no-mixed-number-range-constraints",), "warn", "off", "off"),
    "no-path-trailing-slash": Counterpart(("path-keys-no-trailing-slash",), "error", "warn", "off"),
    "no-required-schema-properties-undefined": Counterpart(
        ("no-required-schema-properties-undefined",), "warn", "warn", "off"
    ),
    "no-schema-type-mismatch": Counterpart(("no-schema-type-mismatch",), "error", "warn", "off"),
    "no-server-example.com": Counterpart(("no-server-example.com",), "warn", "warn", "off"),
    "no-server-trailing-slash": Counterpart(("oas3-server-trailing-slash",), "error", "error", "off"),
    "no-server-variables-empty-enum": Counterpart(("no-server-variables-empty-enum",), "error", "error", "error"),
    "no-undefined-server-variable": Counterpart(("no-undefined-server-variable",), "error", "warn", "error"),
    "no-unresolved-refs": Counterpart(("invalid-ref",), "error", "error", "error"),
    "no-unsafe-markdown": Counterpart(("no-unsafe-markdown",), "warn", "off", "off"),
    "no-unused-components": Counterpart(("oas3-unused-component",), "warn", "warn", "off"),
    "nullable-type-sibling": Counterpart(("nullable-type-sibling",), "error", "warn", "error"),
    "operation-2xx-response": Counterpart(("operation-2xx-response",), "warn", "warn", "off"),
    "operation-4xx-problem-details-rfc7807": Counterpart(
        ("operation-4xx-problem-details-rfc7807",), "off", "off", "off"
    ),
    "operation-4xx-response": Counterpart(("operation-4xx-response",), "warn", "off", "off"),
    "operation-description": Counterpart(("operation-description",), "off", "off", "off"),
    "operation-operationId": Counterpart(("operation-operationId",), "warn", "warn", "off"),
    "operation-operationId-unique": Counterpart(("operation-operationId-unique",), "error", "warn", "error"),
    "operation-operationId-url-safe": Counterpart(("operation-operationId-valid-in-url",), "error", "warn", "off"),
    "operation-parameters-unique": Counterpart(("operation-parameters-unique",), "error", "warn", "error"),
    "operation-singular-tag": Counterpart(("operation-singular-tag",), "off", "off", "off"),
    "operation-summary": Counterpart(("operation-summary",), "error", "warn", "off"),
    "operation-tag-defined": Counterpart(("operation-tag-defined",), "off", "off", "off"),
    "parameter-description": Counterpart(
        ("oas2-parameter-description", "oas3-parameter-description"), "off", "off", "off"
    ),
    "path-declaration-must-exist": Counterpart(("path-declarations-must-exist",), "error", "warn", "error"),
    "path-http-verbs-order": Counterpart(("path-http-verbs-order",), "off", "off", "off"),
    "path-not-include-query": Counterpart(("path-not-include-query",), "error", "warn", "error"),
    "path-parameters-defined": Counterpart(("path-parameters-defined",), "error", "warn", "error"),
    "path-params-defined": Counterpart(("path-parameters-defined",), "off", "off", "off"),
    "path-segment-plural": Counterpart(("path-segment-plural",), "off", "off", "off"),
    "paths-kebab-case": Counterpart(("paths-kebab-case",), "off", "off", "off"),
    "request-mime-type": Counterpart(("request-mime-type",), "off", "off", "off"),
    "required-string-property-missing-min-length": Counterpart(
        ("required-string-property-missing-min-length",), "off", "off", "off"
    ),
    "response-contains-header": Counterpart(("response-contains-header",), "off", "off", "off"),
    "response-contains-property": Counterpart(("response-contains-property",), "off", "off", "off"),
    "response-mime-type": Counterpart(("response-mime-type",), "off", "off", "off"),
    "scalar-property-missing-example": Counterpart(("scalar-property-missing-example",), "off", "off", "off"),
    "security-defined": Counterpart(("security-defined",), "error", "warn", "off"),
    "security-scopes-defined": Counterpart(("security-scopes-defined",), "warn", "off", "off"),
    "spec-components-invalid-map-name": Counterpart(("spec-components-invalid-map-name",), "error", "warn", "error"),
    "spec-discriminator-defaultMapping": Counterpart(("spec-discriminator-defaultMapping",), "warn", "off", "error"),
    "spec-example-values": Counterpart(("no-example-value-and-externalValue",), "error", "off", "error"),
    "spec-no-invalid-encoding-combinations": Counterpart(("oas3-schema",), "error", "warn", "error"),
    "spec-no-invalid-tag-parents": Counterpart(("tag-parent",), "error", "warn", "error"),
    "spec-querystring-parameters": Counterpart(("operation-parameters",), "error", "error", "error"),
    "spec-ref-siblings": Counterpart(("spec-ref-siblings",), "warn", "off", "error"),
    "spec-strict-refs": Counterpart(("spec-strict-refs",), "off", "off", "error"),
    "struct": Counterpart(("oas2-schema", "oas3-schema"), "error", "error", "error"),
    "tag-description": Counterpart(("tag-description",), "warn", "warn", "off"),
    "tags-alphabetical": Counterpart(("openapi-tags-alphabetical",), "off", "off", "off"),
}
