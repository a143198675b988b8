"""What the rules oas2-parameter-description and oas3-parameter-description share."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.lint.about.presence import missing
from specforge.lint.rule import Problem


def problems(view: View) -> Iterator[Problem]:
    """Also for an object in a list of ``parameters`` that stands where OpenAPI has none: ``in`` gives it away."""
    if "parameters" in view.node.tokens[-2:-1] and view.get("in"):
        message = f"parameter `{view.get('name')}` has no `description`"
        yield from missing(view.node, "description", message=message)
