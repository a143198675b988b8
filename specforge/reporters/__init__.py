"""Reporters: a report to text in one format. A reporter is a function; the shipped ones are a module each."""

from __future__ import annotations

from collections.abc import Callable

from specforge.findings.model import Report
from specforge.registry import Registry

Reporter = Callable[[Report], str]

REPORTERS: Registry[Reporter] = Registry("format", package="specforge.reporters", group="specforge.reporters")
