"""specforge config: shows the effective configuration and where each value came from, or its schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import click

from specforge.cli.context import Globals, Verb, global_options, show
from specforge.config import Config, config_schema, load_config
from specforge.config.sections import SECTIONS
from specforge.errors import UsageError
from specforge.registry import did_you_mean


@click.group()
@global_options
def command(globals: Globals) -> None:
    """Show the effective configuration, or its schema."""


@command.command("show", cls=Verb)
@click.argument("api", required=False)
@global_options
def show_config(globals: Globals, api: str | None) -> None:
    """Print every value and where it came from; with API, as they are for that document of [apis]."""
    config = load_config(Path.cwd(), globals.config)
    if api is not None and api not in config.apis:
        raise UsageError(f"no API {api!r} is configured", help=did_you_mean(api, config.apis))
    config = config.for_api(api)
    spec = config.apis[api].spec if api else config.spec
    show(globals, "\n".join(_lines(config, spec)), _data(config, spec))


@command.command("schema", cls=Verb)
@global_options
def show_schema(globals: Globals) -> None:
    """Print the JSON Schema of specforge.toml, for editors."""
    text = json.dumps(config_schema(), indent=2)
    show(globals, text, config_schema())


def _lines(config: Config, spec: str | None) -> Iterator[str]:
    yield f"# {config.file or 'no configuration file'}"
    yield _line("spec", spec, config.origin("spec").where if spec else "")
    for section in SECTIONS:
        yield ""
        yield f"[{section}]"
        for key, value in _values(config, section).items():
            yield _line(key, value, config.origin(f"{section}.{key}").where)
    for name, api in config.apis.items():
        yield f"\n[apis.{_key(name)}]"
        yield _line("spec", api.spec, config.origin(f"apis.{name}.spec").where)


def _line(key: str, value: Any, where: str) -> str:
    """A line of TOML; a value that is not set is a comment, since TOML has no null."""
    if value is None:
        return f"# {key} is not set"
    setting = f"{key} = {_toml(value)}"
    return f"{setting:<40} # {where}" if where else setting


def _values(config: Config, section: str) -> dict[str, Any]:
    settings = getattr(config, section)
    return {field.name: getattr(settings, field.name) for field in fields(settings)}


def _toml(value: Any) -> str:
    """JSON's notation is TOML's for text, numbers, booleans and lists of them."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(name)} = {_toml(item)}" for name, item in value.items()) + "}"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    return json.dumps(str(value) if isinstance(value, Path) else value, ensure_ascii=False)


def _key(name: str) -> str:
    return name if name.replace("-", "").replace("_", "").isalnum() and name.isascii() else json.dumps(name)


def _data(config: Config, spec: str | None) -> dict[str, Any]:
    keys = [f"{section}.{key}" for section in SECTIONS for key in _values(config, section)]
    return {
        "file": str(config.file) if config.file else None,
        "values": {
            "spec": spec,
            **{section: _values(config, section) for section in SECTIONS},
            "apis": {name: {"spec": api.spec} for name, api in config.apis.items()},
        },
        "origins": {key: config.origin(key).where for key in ("spec", *keys)},
    }
