"""Configuration: ``specforge.toml`` or ``[tool.specforge]`` to typed sections; flag > environment > file > default."""

from __future__ import annotations

from specforge.config.load import load_config, load_nearest
from specforge.config.model import ApiSection, Config
from specforge.config.schema import config_schema
from specforge.config.sections import GenSection, LintSection, LoadSection, MockSection, TestSection

__all__ = [
    "ApiSection",
    "Config",
    "GenSection",
    "LintSection",
    "LoadSection",
    "MockSection",
    "TestSection",
    "config_schema",
    "load_config",
    "load_nearest",
]
