"""Our settings in Prism's words, and plain words for what Prism cannot do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from specforge.errors import ServerError, UsageError
from specforge.mock.engine import Target
from specforge.mock.settings import ProxySettings, Settings

INSTALL = "npm install @stoplight/prism-cli, or set SPECFORGE_PRISM to where it is"
_OURS = "use the embedded engine"

# What is passed on, or is ours to do for any engine.
_PASSED = frozenset(
    {"host", "port", "workers", "dynamic", "seed", "errors", "cors", "fill_properties", "ignore_examples"}
    | {"watch", "log", "start_timeout", "proxy"}
)
_PASSED_TO_A_PROXY = frozenset({"url", "validate_request", "via"})
_REFUSALS = {
    "faults": "Prism lets nothing go wrong on purpose",
    "scenarios": "Prism knows no scenarios",
    "stateful": "Prism keeps no state",
    "state_file": "Prism keeps no state",
    "tls": "Prism speaks plain HTTP only",
    "http2": "Prism speaks HTTP/1.1 only",
    "max_body": "Prism's limit on bodies is 10 MiB, and cannot be changed",
    "record": "Prism records no traffic",
    "record_secrets": "Prism records no traffic",
    "replay": "Prism replays no traffic",
    "remock": "Prism answers in the place of a server only where that one says 501",
    "timeout": "Prism waits for a server as long as that takes",
    "insecure": "Prism accepts no certificate that it cannot check",
}
# Only ``prism mock`` has these.
_OF_ANSWERS = {"dynamic": "--dynamic", "seed": "--seed", "ignore_examples": "--ignore-examples"}


def refuse(target: Target, settings: Settings) -> None:
    """Raises UsageError for the first thing that is asked of Prism in vain."""
    refusal = next(_refusals(target, settings), None)
    if refusal is not None:
        raise UsageError(refusal, help=_OURS)


def _refusals(target: Target, settings: Settings) -> Iterator[str]:
    if target.mounts:
        yield "Prism serves one document only"
    yield from (_refusal(name) for name in _changed(settings) if name not in _PASSED)
    if settings.proxy is None:
        return
    yield from (_refusal(name) for name in _changed(settings.proxy) if name not in _PASSED_TO_A_PROXY)
    for name in _changed(settings):
        if name in _OF_ANSWERS:
            yield f"Prism takes no {_OF_ANSWERS[name]} as a proxy"
    if not settings.fill_properties:
        yield "Prism takes no --no-fill-properties as a proxy"


def _changed(settings: Settings | ProxySettings) -> list[str]:
    """The names of the settings that are not as usual. What has no default was chosen."""
    usual: Settings | ProxySettings = Settings() if isinstance(settings, Settings) else ProxySettings("")
    return [each.name for each in fields(settings) if getattr(settings, each.name) != getattr(usual, each.name)]


def _refusal(name: str) -> str:
    return _REFUSALS.get(name, f"Prism has nothing like {name.replace('_', ' ')}")


def remarks(settings: Settings) -> list[str]:
    """What Prism does differently without being wrong."""
    if settings.workers == 1:
        return []
    return [f"Prism answers from one process: --workers {settings.workers} changes nothing"]


def arguments(settings: Settings, port: int, *, is_silent: bool = False) -> list[str]:
    """The command line behind ``prism``, without the document."""
    switches = {
        "--dynamic": settings.dynamic,
        "--errors": settings.errors,
        "--cors=false": not settings.cors,
        "--ignoreExamples": settings.ignore_examples,
        "--json-schema-faker-fillProperties=false": not settings.fill_properties,
    }
    given = ["--host", settings.host, "--port", str(port), *(switch for switch, on in switches.items() if on)]
    if settings.seed is not None:
        given += ["--seed", str(settings.seed)]
    if is_silent:
        given += ["--verboseLevel", "fatal"]
    if settings.proxy is None:
        return ["mock", *given]
    if settings.proxy.via:
        given += ["--upstream-proxy", settings.proxy.via]
    return ["proxy", *given, *([] if settings.proxy.validate_request else ["--validate-request=false"])]


def find_prism() -> str:
    """The executable: SPECFORGE_PRISM, else ``./node_modules/.bin``, else the PATH. Raises ServerError."""
    configured = os.environ.get("SPECFORGE_PRISM")
    if configured:
        found = shutil.which(configured)
        if found is None:
            raise ServerError(f"SPECFORGE_PRISM is {configured}, and that is no executable file", help=INSTALL)
        return found
    local = str(Path("node_modules", ".bin").absolute())
    found = shutil.which("prism", path=local) or shutil.which("prism")
    if found is None:
        raise ServerError("Prism is not installed", help=INSTALL)
    return found
