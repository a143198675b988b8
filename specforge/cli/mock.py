"""``specforge mock``: serve a document before it is implemented."""

from __future__ import annotations

import contextlib
import gc
import signal
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

import click

from specforge.cli.console import Console
from specforge.cli.mock_faults import FAULT_OPTIONS, made_engine, planned_faults
from specforge.cli.mock_promises import tell_broken_promises
from specforge.cli.mock_proxy import (
    PROXY_OPTIONS,
    proxy_section,
    proxy_settings,
    refuse_idle,
    report_findings,
    upstream_names,
)
from specforge.cli.mock_tls import TLS_OPTIONS, tls_settings
from specforge.cli.options import (
    Globals,
    Verb,
    config_for,
    global_options,
    load_document,
    override,
    paths_argument,
    require_format,
)
from specforge.config.sections import MockSection
from specforge.document.model import Document
from specforge.errors import SyntaxProblem, UsageError
from specforge.mock.api import target_from
from specforge.mock.engine import ENGINES, Engine, Mount, Target, say_nothing
from specforge.mock.mounts import mounted, named, under
from specforge.mock.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])

_LISTED = 40

# What ``config_for`` has the general configuration for.
_NO_DOCUMENT = "-"

# There is one server, however many documents it mocks.
_OF_THE_SERVER = ("engine", "host", "port", "tls", "tls_cert", "tls_key", "http2", "log")

_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "-p", "--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes a free one. Default: 4010."
    ),
    click.option("--host", metavar="HOST", help="Address to listen on. Default: 127.0.0.1."),
    click.option(
        "--mount", "mounts", multiple=True, metavar="/PREFIX=SPEC", help="Mock SPEC under a prefix; may be repeated."
    ),
    click.option("--all", "every", is_flag=True, help="Mock every document of [apis], each under /NAME."),
    click.option("--engine", metavar="NAME", help="embedded (default), or prism: the original, when it is installed."),
    click.option("--dynamic", is_flag=True, default=None, help="Invent a new value for every answer."),
    click.option("--seed", type=click.IntRange(min=0), help="Repeat invented values: one seed, one answer."),
    click.option(
        "--errors",
        is_flag=True,
        default=None,
        help="Answer 500 when the document's own example is invalid; with --proxy, keep back what is invalid.",
    ),
    click.option("--no-cors", is_flag=True, help="Send no Access-Control headers."),
    click.option(
        "--no-fill-properties", is_flag=True, help="Invent no properties beyond those described (ours never does)."
    ),
    click.option("--stateful", is_flag=True, default=None, help="Keep what clients create, change and delete."),
    click.option(
        "--state",
        "state_file",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Keep it in FILE from one run to the next; implies --stateful.",
        metavar="FILE",
    ),
    click.option("--ignore-examples", is_flag=True, help="Answer from schemas only."),
    *FAULT_OPTIONS,
    click.option("--workers", type=click.IntRange(1, 64), default=1, help="Processes that answer. Default: 1."),
    *TLS_OPTIONS,
    click.option("--log", type=click.Choice(["text", "json", "none"]), help="How requests are shown. Default: text."),
    click.option("--watch", is_flag=True, help="Load the document again when one of its files changes."),
    *PROXY_OPTIONS,
)


def _options(function: F) -> F:
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@click.command("mock", cls=Verb, short_help="Serve a document before it is implemented.")
@paths_argument
@_options
@global_options
def command(globals: Globals, /, paths: tuple[str, ...], **flags: Any) -> None:
    """Serve a document before it is implemented.

    Answers come from the examples of SPEC, else from its schemas, and requests are checked against it. Clients choose
    with the Prefer header (code=404, example=name, dynamic=true) or the query (__code, __example, __dynamic).
    Of several documents each answers under a prefix: the name of its file, or what --mount says.

    \b
    Examples:
      specforge mock openapi.yaml -p 4010
      specforge mock openapi.yaml --dynamic --seed 1 --watch
      specforge mock openapi.yaml --stateful
      specforge mock billing.yaml shop.yaml
      curl -H 'Prefer: code=404' localhost:4010/books/1
    """
    _stopped_by_signals()
    require_format(globals)
    spec = _NO_DOCUMENT if _are_several(paths, flags) else next(iter(paths), None)
    section = _section(globals, spec, flags)
    target = _target(globals, paths, flags)
    say = say_nothing if section.engine != "embedded" and section.log == "none" else globals.console.progress
    settings = _settings(section, flags)
    every = [mount.settings or settings for mount in target.mounts] or [settings]
    refuse_idle(flags, every)
    engine = made_engine(globals, ENGINES[section.engine], target, settings, say, spec=spec)
    with _reported_in_the_end(globals, section, engine, every), _stopped_in_the_end(engine):
        engine.start()
        if upstream := upstream_names(every):
            globals.console.progress(f"requests are passed on to {upstream}")
        _announce(globals.console, engine, target, has_page=section.engine == "embedded")
        # The document lives as long as we do: the garbage collector need not look at it ever again.
        gc.freeze()
        if section.engine == "embedded":
            tell_broken_promises(
                globals.console, [mount.target.document for mount in target.mounts] or [target.document]
            )
        engine.wait()


def _are_several(paths: tuple[str, ...], flags: dict[str, Any]) -> bool:
    return len(paths) > 1 or bool(flags["mounts"]) or flags["every"]


def _target(globals: Globals, paths: tuple[str, ...], flags: dict[str, Any]) -> Target:
    """What is served: one document as it is, or several under prefixes."""
    if not _are_several(paths, flags):
        config = config_for(globals)
        if not paths and config.spec is None and sum(api.spec is not None for api in config.apis.values()) > 1:
            names = ", ".join(config.apis)
            raise UsageError(f"several documents are configured: {names}", help="name one of them, or add --all")
        return _document(globals, paths[0] if paths else None)
    if flags["scenarios"] is not None:
        raise UsageError(
            "--scenarios is for one document", help="set scenarios in [apis.NAME.mock], for each document its own"
        )
    return mounted(_mounts(globals, paths, flags))


def _mounts(globals: Globals, paths: tuple[str, ...], flags: dict[str, Any]) -> list[Mount]:
    """By what is said most clearly: --mount, then the names of [apis], then the names of files."""
    apis = config_for(globals).apis
    by_name = [name for name in paths if name in apis and not Path(name).exists()]
    if flags["every"]:
        by_name += [name for name, api in apis.items() if api.spec and name not in by_name]
    chosen = [*map(_split_mount, flags["mounts"]), *((name, name) for name in by_name)]
    found = [under(prefix, _document(globals, spec), _own(globals, spec, flags)) for prefix, spec in chosen]
    for path in paths:
        if path not in by_name:
            found.append(named(_document(globals, path), [one.name for one in found], _own(globals, path, flags)))
    return found


def _split_mount(text: str) -> tuple[str, str]:
    prefix, equals, spec = text.partition("=")
    if not equals or not spec:
        raise UsageError(f"--mount {text} names no document", help="write it as --mount /billing=billing.yaml")
    return prefix, spec


def _own(globals: Globals, spec: str, flags: dict[str, Any]) -> Settings:
    """How one of several documents answers: its own configuration counts, but for what is the server's."""
    own, common = _section(globals, spec, flags), _section(globals, _NO_DOCUMENT, flags)
    ignored = [name for name in _OF_THE_SERVER if getattr(own, name) != getattr(common, name)]
    if ignored:
        globals.console.progress(f"{spec}: its own {', '.join(ignored)} is for when it is mocked alone")
    return _settings(own, flags)


def _document(globals: Globals, spec: str | None) -> Target:
    target = target_from(partial(load_document, globals, spec))
    _require_document(target.document)
    return target


def _section(globals: Globals, spec: str | None, flags: dict[str, Any]) -> MockSection:
    """The configuration, overlaid with the flags."""
    names = ("port", "host", "engine", "dynamic", "seed", "errors", "log", "stateful", "scenarios")
    section = override(config_for(globals, spec).mock, **{name: flags[name] for name in names})
    section = override(section, **{name: flags[name] for name in ("tls", "tls_cert", "tls_key", "http2")})
    section = override(section, cors=False if flags["no_cors"] else None, faults=planned_faults(globals, spec, flags))
    return proxy_section(section, flags)


def _settings(section: MockSection, flags: dict[str, Any]) -> Settings:
    return Settings(
        host=section.host,
        port=section.port,
        workers=flags["workers"],
        dynamic=section.dynamic,
        stateful=section.stateful or flags["state_file"] is not None,
        state_file=flags["state_file"],
        seed=section.seed,
        errors=section.errors,
        cors=section.cors,
        fill_properties=not flags["no_fill_properties"],
        ignore_examples=flags["ignore_examples"],
        watch=flags["watch"],
        log=section.log,
        tls=tls_settings(section),
        http2=section.http2,
        faults=section.faults,
        scenarios=section.scenarios,
        proxy=proxy_settings(section, flags),
        record=section.record,
        record_secrets=section.record_secrets,
        replay=section.replay,
    )


def _require_document(document: Document) -> None:
    """Something that is no OpenAPI document, and has nothing to serve either, is more likely a wrong file name."""
    if document.version.family is None and not document.operations:
        raise SyntaxProblem(
            "this is no OpenAPI document: it has neither a known version nor paths",
            file=document.root.name,
            help="name the file that starts with openapi or swagger",
        )


def _announce(console: Console, engine: Engine, target: Target, *, has_page: bool) -> None:
    served = [(mount.prefix, mount.target.document) for mount in target.mounts] or [("", target.document)]
    labels = [
        (method, prefix + path)
        for prefix, document in served
        for method, _, path in (operation.label.partition(" ") for operation in document.operations)
    ]
    hidden = 0 if console.verbose else max(0, len(labels) - _LISTED)
    for method, path in labels[: len(labels) - hidden]:
        console.progress(f"  {method:<7} {engine.url}{path}")
    if hidden:
        console.progress(f"  and {hidden} more (-v lists them all)")
    if has_page:
        console.progress(f"try them and watch the traffic: {engine.url}/__specforge/")
    titles = ", ".join(f"{document.title} under {prefix}" if prefix else document.title for prefix, document in served)
    console.progress(f"mocking {titles} on {engine.url} (Ctrl-C stops)")


@contextlib.contextmanager
def _reported_in_the_end(
    globals: Globals, section: MockSection, engine: Engine, every: list[Settings]
) -> Iterator[None]:
    """What was wrong with real traffic, however it was stopped. Ctrl-C has an exit code of its own."""
    if section.engine != "embedded" or not any(one.proxy or one.replay for one in every):
        yield
        return
    try:
        yield
    except KeyboardInterrupt:
        report_findings(globals, section, engine, every)
        raise
    except SystemExit as stop:
        raise SystemExit(stop.code or int(report_findings(globals, section, engine, every))) from stop


def _stopped_by_signals() -> None:
    """SIGTERM, with which supervisors stop a server, ends it as cleanly as Ctrl-C does, and with exit code 0. That
    begins while the document is still being read.

    Shells start background jobs with SIGINT ignored, but a server is started to be stopped.
    """

    def terminate(number: int, frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, terminate)
    signal.signal(signal.SIGINT, signal.default_int_handler)


@contextlib.contextmanager
def _stopped_in_the_end(engine: Engine) -> Iterator[None]:
    try:
        yield
    finally:
        engine.stop()
