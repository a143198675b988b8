"""``specforge test --export locust``: a file for another tester, from the document."""

from __future__ import annotations

from typing import NoReturn

import click

from specforge.cli.options import Globals
from specforge.contract.export.locust import locustfile
from specforge.contract.export.tasks import plan_of
from specforge.contract.selection.select import select
from specforge.contract.settings import Settings
from specforge.counting import counted
from specforge.document.model import Document
from specforge.errors import UsageError
from specforge.gen.formatting import format_files
from specforge.gen.target import File


def write_locustfile(globals: Globals, document: Document, settings: Settings) -> NoReturn:
    """Writes it to stdout or to ``--output``, and exits. Raises UsageError where there is nothing to write."""
    plan = plan_of(document, select(document, settings))
    for label, reason in plan.left_out.items():
        globals.console.progress(f"left out {label}: {reason}")
    if not plan.tasks:
        raise UsageError("there is no operation that a load test could use")
    (formatted,) = format_files([File("locustfile.py", locustfile(plan))])
    globals.console.result(formatted.text, globals.output_path)
    globals.console.progress(f"{counted(len(plan.tasks), 'task')}: locust -f {globals.output_path or 'locustfile.py'}")
    click.get_current_context().exit(0)
