"""The OWASP rules where they differ from the original, and on documents that hold anything anywhere."""

from __future__ import annotations

import pytest

from specforge.document.load import load_text
from specforge.lint.engine import lint
from specforge.lint.rule import RULES, Rule
from specforge.lint.settings import LintSettings

OWASP = [rule for rule in RULES.values() if rule.origin == "spectral:owasp"]
HEADS = ("swagger: '2.0'", "openapi: 3.0.4", "openapi: 3.1.1", "openapi: 3.2.0")
ANYTHING = ("null", "7", "[]", "[null, 7, [x]]", "{}", "{a: null, '429': 7, '200': {headers: 3}}", "text", "true")
PATHS = "paths: {{/a: {{get: {{responses: {{'200': {{description: A, headers: {0}}}}}}}}}}}"


def found(rule: str, text: str) -> list[str]:
    """The pointers of the rule's findings."""
    return [finding.place.pointer for finding in lint(load_text(text), LintSettings(select=(rule,)))]


def test_all_32_rules_are_there_and_off_by_default() -> None:
    assert len(OWASP) == 32
    assert [rule.id for rule in OWASP if rule.default or not rule.recommended] == []


@pytest.mark.parametrize("anything", ANYTHING)
@pytest.mark.parametrize("head", HEADS)
def test_no_value_in_the_wrong_place_makes_a_rule_fail(head: str, anything: str) -> None:
    """A finding more or less is no matter; that there is an answer is."""
    fields = ("paths", "servers", "schemes", "security", "components", "definitions", "securityDefinitions")
    inside = ("securitySchemes", "schemas", "responses", "headers", "parameters")
    operation = ("responses", "parameters", "security", "callbacks")
    texts = [f"{head}\n{field}: {anything}\n" for field in fields]
    texts += [f"{head}\ncomponents: {{{field}: {{A: {anything}}}}}\n" for field in inside]
    texts += [f"{head}\ncomponents: {{{field}: {{A: {{type: {anything}, flows: {anything}}}}}}}\n" for field in inside]
    texts += [f"{head}\npaths: {{/admin: {{get: {{{field}: {anything}}}}}}}\n" for field in operation]
    texts += [f"{head}\npaths: {{/admin: {{parameters: [{{name: {anything}, in: query}}]}}}}\n"]

    for text in texts:
        lint(load_text(text), LintSettings(select=("owasp:*",)))


class TestHeaders:
    """Names of headers are the same in any case."""

    def test_of_the_rate_limit(self) -> None:
        text = f"openapi: 3.1.1\n{PATHS}\n"

        assert found("owasp:api4:2023-rate-limit", text.format("{x-ratelimit-limit: {}}")) == []
        assert found("owasp:api4:2023-rate-limit", text.format("{ratelimit-limit: {}, ratelimit-reset: {}}")) == []
        assert found("owasp:api4:2023-rate-limit", text.format("{ratelimit-limit: {}}")) == [
            "/paths/~1a/get/responses/200/headers"
        ]

    def test_of_cross_origin_requests(self) -> None:
        text = f"openapi: 3.1.1\n{PATHS}\n"

        assert found("owasp:api8:2023-define-cors-origin", text.format("{access-control-allow-origin: {}}")) == []


class TestResponses:
    """The rules about responses judge those of operations under `paths`, and only what is known of them."""

    def test_what_a_callback_answers_counts(self) -> None:
        inner = "{'{$url}': {post: {responses: {'200': {description: A}}}}}"
        text = f"openapi: 3.1.1\npaths: {{/a: {{get: {{callbacks: {{done: {inner}}}}}}}}}\n"

        assert found("owasp:api8:2023-define-error-validation", text) == [
            "/paths/~1a/get/callbacks/done/{$url}/post/responses"
        ]

    def test_a_property_called_responses_does_not(self) -> None:
        schema = "{type: object, properties: {responses: {type: object}, headers: {type: object}}}"
        content = f"{{application/json: {{schema: {schema}}}}}"
        text = f"openapi: 3.1.1\npaths: {{/a: {{post: {{requestBody: {{content: {content}}}}}}}}}\n"

        assert found("owasp:api8:2023-*", text) == []

    def test_nothing_is_said_of_a_response_that_was_not_read(self) -> None:
        text = "openapi: 3.1.1\npaths: {/a: {get: {responses: {'429': {$ref: 'other.yaml'}, '400': {$ref: '#/b'}}}}}\n"

        assert found("owasp:api4:2023-rate-limit", text) == []
        assert found("owasp:api4:2023-rate-limit-responses-429", text) == []

    def test_in_swagger_the_schema_is_the_content(self) -> None:
        text = "swagger: '2.0'\npaths: {/a: {get: {responses: {'401': {description: No, schema: {type: object}}}}}}\n"

        assert found("owasp:api8:2023-define-error-responses-401", text) == []


class TestSchemas:
    """The rules about types look at schemas, and in Swagger 2.0 at what is one in all but name."""

    def test_items_of_swagger_parameters_are_seen(self) -> None:
        text = "swagger: '2.0'\nparameters: {P: {name: p, in: query, type: array, items: {type: string}}}\n"

        assert found("owasp:api4:2023-array-limit", text) == ["/parameters/P"]
        assert found("owasp:api4:2023-string-limit", text) == ["/parameters/P/items"]

    def test_examples_and_extensions_are_data(self) -> None:
        text = "openapi: 3.1.1\nx-a: {type: string}\ncomponents: {schemas: {A: {example: {type: string}}}}\n"

        assert found("owasp:api4:2023-*", text) == []

    def test_values_that_are_listed_are_limited(self) -> None:
        text = "openapi: {}\ncomponents: {{schemas: {{A: {{type: integer, enum: [1, 2]}}}}}}\n"

        assert found("owasp:api4:2023-integer-limit", text.format("3.1.1")) == []
        assert found("owasp:api4:2023-integer-limit-legacy", text.format("3.0.4")) == []

    def test_an_id_is_numeric_when_one_of_its_alternatives_is(self) -> None:
        text = "openapi: 3.1.1\npaths: {{/a: {{parameters: [{{name: id, in: query, schema: {}}}]}}}}\n"

        pointer = "/paths/~1a/parameters/0/schema"
        assert found("owasp:api1:2023-no-numeric-ids", text.format("{type: [integer, 'null']}")) == [pointer]
        assert found("owasp:api1:2023-no-numeric-ids", text.format("{oneOf: [{type: integer}]}")) == [pointer]
        assert found("owasp:api1:2023-no-numeric-ids", text.format("{format: uuid}")) == []


@pytest.mark.parametrize(
    ("name", "is_credential"),
    [
        ("access_token", True),
        ("id_token", True),
        ("X-Api-Key", True),
        ("clientSecret", True),
        ("page_token", False),
        ("nextPageToken", False),
        ("secret_name", False),
        ("tokenId", False),
        ("tokenize_as", False),
    ],
)
def test_which_names_mean_a_credential(name: str, is_credential: bool) -> None:
    text = f"openapi: 3.1.1\ncomponents: {{parameters: {{A: {{name: {name}, in: query}}}}}}\n"

    assert bool(found("owasp:api2:2023-no-credentials-in-url", text)) is is_credential


@pytest.mark.parametrize("rule", OWASP, ids=lambda rule: rule.id)
def test_a_rule_names_the_risk_that_it_is_about(rule: Rule) -> None:
    """The number in the id is that of the risk in OWASP's list."""
    number = rule.id.split(":")[1].upper()

    assert f"OWASP {number}:2023" in rule.page.replace("\n", " ")
