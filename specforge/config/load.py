"""Reads the configuration: finds the file, checks every key, lays the environment over it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from specforge.config.find import ConfigFile, find_config, read_config, shown
from specforge.config.kinds import TEXT, Kind, WrongItems
from specforge.config.model import ApiSection, Config, Origin
from specforge.config.sections import SECTIONS
from specforge.errors import UsageError
from specforge.registry import did_you_mean

PREFIX = "SPECFORGE_"
_TOP = ("spec", *SECTIONS, "apis")
_API = ("spec", *SECTIONS)


def load_config(directory: Path, path: Path | None = None, environ: Mapping[str, str] | None = None) -> Config:
    """The effective configuration for ``directory``. ``path`` is the file of ``--config``.

    Raises UsageError with file, line and column for an unknown key (with a did-you-mean) or a wrong value.
    """
    environ = os.environ if environ is None else environ
    file = read_config(path) if path is not None else find_config(directory)
    origins: dict[str, Origin] = {}
    values = _read_file(file, origins) if file else {}
    for section in ("", *SECTIONS):
        values.setdefault(section, {}).update(_read_environment(section, environ, origins))
    return Config(
        file=file.path if file else None,
        spec=values[""].get("spec"),
        apis=values.get("apis", {}),
        origins=origins,
        **{section: cls(**values[section]) for section, cls in SECTIONS.items()},
    )


def load_nearest(folder: Path, otherwise: Config) -> Config:
    """The configuration for documents in a folder: the nearest upwards from there, else ``otherwise``.

    Raises UsageError as ``load_config``.
    """
    if otherwise.file is not None and otherwise.file.parent.absolute() == folder.absolute():
        return otherwise
    found = load_config(folder)
    return found if found.file is not None else otherwise


def kinds_of(section: str) -> dict[str, Kind]:
    """The keys of a section and what each may hold; of the top level for ``""``."""
    if not section:
        return {"spec": TEXT}
    return {field.name: field.metadata["kind"] for field in fields(SECTIONS[section])}


def environment_name(section: str, key: str) -> str:
    """``SPECFORGE_MOCK_PORT`` for ``port`` in ``[mock]``."""
    return PREFIX + "_".join(part for part in (section, key) if part).upper()


def _read_file(file: ConfigFile, origins: dict[str, Origin]) -> dict[str, Any]:
    """Section name to checked values; ``""`` holds the top level and ``apis`` the APIs."""
    _check_keys(file, (), file.values, _TOP)
    values: dict[str, Any] = {"": _read_spec(file, (), file.values, origins)}
    for section in SECTIONS:
        values[section] = _read_section(file, (section,), file.values, origins)
    apis = _table(file, ("apis",), file.values)
    values["apis"] = {name: _read_api(file, ("apis", name), apis, origins) for name in apis}
    return values


def _read_api(
    file: ConfigFile, keys: tuple[str, ...], holder: dict[str, Any], origins: dict[str, Origin]
) -> ApiSection:
    api = _table(file, keys, holder)
    _check_keys(file, keys, api, _API)
    sections = {section: _read_section(file, (*keys, section), api, origins) for section in SECTIONS}
    return ApiSection(_read_spec(file, keys, api, origins).get("spec"), sections)


def _read_spec(
    file: ConfigFile, keys: tuple[str, ...], holder: dict[str, Any], origins: dict[str, Origin]
) -> dict[str, Any]:
    """A document's name: a URL and ``-`` stay, a path is relative to the configuration file."""
    if "spec" not in holder:
        return {}
    spec = _read_value(file, (*keys, "spec"), TEXT, holder["spec"], origins)
    if spec != "-" and "://" not in spec:
        spec = str(shown(file.path.parent / spec))
    return {"spec": spec}


def _read_section(
    file: ConfigFile, keys: tuple[str, ...], holder: dict[str, Any], origins: dict[str, Origin]
) -> dict[str, Any]:
    kinds = kinds_of(keys[-1])
    section = _table(file, keys, holder)
    _check_keys(file, keys, section, kinds)
    return {key: _read_value(file, (*keys, key), kinds[key], value, origins) for key, value in section.items()}


def _read_value(file: ConfigFile, keys: tuple[str, ...], kind: Kind, value: Any, origins: dict[str, Origin]) -> Any:
    try:
        read = kind.read(value)
    except WrongItems as wrong:
        names = " and ".join(".".join((*keys, key)) for key in wrong.keys)
        raise file.problem(f"{names} must be {wrong.expected}", (*keys, wrong.keys[0])) from None
    except ValueError:
        raise file.problem(f"{'.'.join(keys)} must be {kind.expects}", keys) from None
    origins[".".join(keys)] = Origin("file", f"{file.path}:{file.position(keys).line}")
    if isinstance(read, tuple):
        return tuple(_beside(file, part) for part in read)
    return _beside(file, read)


def _beside(file: ConfigFile, value: Any) -> Any:
    """Paths are relative to the configuration file."""
    return shown(file.path.parent / value) if isinstance(value, Path) else value


def _table(file: ConfigFile, keys: tuple[str, ...], holder: dict[str, Any]) -> dict[str, Any]:
    value = holder.get(keys[-1], {})
    if not isinstance(value, dict):
        raise file.problem(f"{'.'.join(keys)} must be a table", keys)
    return value


def _check_keys(file: ConfigFile, keys: tuple[str, ...], holder: dict[str, Any], known: Iterable[str]) -> None:
    for key in holder:
        if key not in known:
            where = f"in [{'.'.join((*file.prefix, *keys))}]" if file.prefix or keys else "at the top level"
            raise file.problem(f"unknown key {key!r} {where}", (*keys, key), did_you_mean(key, known))


def _read_environment(section: str, environ: Mapping[str, str], origins: dict[str, Origin]) -> dict[str, Any]:
    """Values of ``SPECFORGE_*``; an empty variable counts as unset."""
    found = {}
    for key, kind in kinds_of(section).items():
        name = environment_name(section, key)
        if kind.read_text is None or not environ.get(name):
            continue
        try:
            found[key] = kind.read_text(environ[name])
        except ValueError:
            raise UsageError(f"the environment variable {name} must be {kind.expects}") from None
        origins[f"{section}.{key}".lstrip(".")] = Origin("environment", name)
    return found
