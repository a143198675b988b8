"""Which template a path belongs to."""

from __future__ import annotations

import pytest

from specforge.document.routes import Match, Router

TEMPLATES = [
    "/",
    "/users/{id}",
    "/users/me",
    "/users/{id}/posts/{post}",
    "/users/me/settings",
    "/files/{name}.{ext}",
    "/files/{name}",
    "/jobs/{id}:cancel",
    "/trailing/",
    "/with%20space/{x}",
]


@pytest.mark.parametrize(
    ("path", "template", "parameters"),
    [
        ("/", "/", {}),
        ("/users/me", "/users/me", {}),
        ("/users/7", "/users/{id}", {"id": "7"}),
        ("/users/me/posts/1", "/users/{id}/posts/{post}", {"id": "me", "post": "1"}),
        ("/files/a.b.txt", "/files/{name}.{ext}", {"name": "a", "ext": "b.txt"}),
        ("/files/readme", "/files/{name}", {"name": "readme"}),
        ("/jobs/7:cancel", "/jobs/{id}:cancel", {"id": "7"}),
        ("/trailing/", "/trailing/", {}),
        ("/with%20space/a%2Fb", "/with%20space/{x}", {"x": "a%2Fb"}),
        ("/with space/a", "/with%20space/{x}", {"x": "a"}),
    ],
)
def test_concrete_beats_templated(path: str, template: str, parameters: dict[str, str]) -> None:
    assert Router(TEMPLATES).match(path) == Match(template, parameters)


@pytest.mark.parametrize("path", ["/users", "/users/", "/trailing", "/users/7/", "/jobs/:cancel", "/nope", ""])
def test_no_template_fits(path: str) -> None:
    assert Router(TEMPLATES).match(path) is None


def test_of_templates_that_differ_by_names_only_the_first_wins() -> None:
    assert Router(["/a/{x}", "/a/{y}"]).match("/a/1") == Match("/a/{x}", {"x": "1"})
