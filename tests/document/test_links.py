"""Where links lead to."""

from __future__ import annotations

import pytest

from specforge.document.links import LinkTargets, linked_parameter
from specforge.document.load import load_text
from specforge.document.model import Document, Link

_TEXT = """\
openapi: 3.1.0
info: {title: Tickets, version: '1'}
paths:
  /tickets/{ticket}:
    get:
      operationId: look
      parameters:
        - {name: ticket, in: query, schema: {type: string}}
        - {name: ticket, in: path, required: true, schema: {type: string}}
      responses: {'200': {description: one}}
webhooks:
  sold:
    post: {operationId: sold, responses: {'200': {description: heard}}}
  again:
    post: {operationId: look, responses: {'200': {description: heard}}}
components:
  links:
    tested: {LINK}
"""


@pytest.mark.parametrize(
    ("link", "label"),
    [
        ("operationId: look", "GET /tickets/{ticket}"),
        ("operationId: sold", "POST sold"),
        ("operationRef: '#/paths/~1tickets~1{ticket}/get'", "GET /tickets/{ticket}"),
        ("operationRef: '#/paths/~1tickets~1{ticket}'", None),
        ("operationRef: '#/nowhere'", None),
        ("operationId: nobody", None),
        ("description: nothing", None),
    ],
)
def test_links_lead_to_operations(link: str, label: str | None) -> None:
    document = load_text(_TEXT.replace("{LINK}", f"{{{link}}}"))

    target = LinkTargets(document).of(_link(document))

    assert (target.label if target is not None else None) == label


@pytest.mark.parametrize(
    ("name", "location"), [("ticket", "query"), ("path.ticket", "path"), ("header.ticket", None), ("id", None)]
)
def test_a_parameter_may_be_named_with_its_location(name: str, location: str | None) -> None:
    (operation,) = load_text(_TEXT.replace("{LINK}", "{}")).operations

    parameter = linked_parameter(operation, name)

    assert (parameter.location if parameter is not None else None) == location


def _link(document: Document) -> Link:
    (node,) = document.index.of("Link")
    return Link(node)
