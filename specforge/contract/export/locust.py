"""A Locust file from a document: a user that does what the document describes."""

from __future__ import annotations

from specforge.contract.export.tasks import Plan
from specforge.templating import environment, render

TEMPLATE = "locust/locustfile.py.jinja"


def locustfile(plan: Plan) -> str:
    """The text of the file, not formatted yet."""
    return render(environment(), TEMPLATE, plan=plan)
