"""Routes: path templates as FastAPI matches them."""

from __future__ import annotations

import pytest

from specforge.gen.paths import route_of


class TestRoutes:
    """Variables are identifiers, literal text is what a decoded path holds."""

    @pytest.mark.parametrize(
        ("template", "path"),
        [
            ("/users/{id}", "/users/{id}"),
            ("/users/{user-id}", "/users/{user_id}"),
            ("/a/{x}.{y}", "/a/{x}.{y}"),
            ("/a%20b", "/a b"),
            ("/{a}/{a}", "/{a}/{a2}"),
            ("/{class}/{2x}", "/{class}/{value_2x}"),
            ("no-slash", "/no-slash"),
            ("/files/{id:path}", "/files/{id_path}"),
            ("/{été}/{名前}", "/{value}/{value2}"),
        ],
    )
    def test_of_templates(self, template: str, path: str) -> None:
        assert route_of(template).path == path

    def test_the_names_of_the_template_lead_to_those_of_the_route(self) -> None:
        assert route_of("/users/{user-id}").variables == {"user-id": "user_id"}

    @pytest.mark.parametrize("template", ["no-slash", "/a?b=c", "/a#b", "/{a}/{a}", "/%7Ba%7D", "/{a"])
    def test_what_requests_cannot_reach_is_said(self, template: str) -> None:
        assert route_of(template).problem

    def test_an_encoded_brace_is_no_variable(self) -> None:
        assert route_of("/%7Ba%7D").path == "/%7Ba%7D"
