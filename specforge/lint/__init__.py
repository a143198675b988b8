"""Lint: what is wrong with a document. ``specforge.lint(document)`` is ``specforge.lint.engine.lint``."""

from __future__ import annotations

from specforge.callables import make_callable

make_callable(__name__, "specforge.lint.engine:lint")
