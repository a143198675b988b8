"""The sections of the configuration. A field is a key of the file, an environment variable and its documentation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from specforge.config.kinds import (
    DURATION,
    FLAG,
    JSON,
    PATH,
    PATHS,
    PERCENT,
    RULESET,
    STATUSES,
    TEXT,
    TEXTS,
    Kind,
    choice,
    integer,
    matching,
    percents,
    shaped,
    some_of,
    table,
)
from specforge.contract.coverage.gate import NAMES
from specforge.contract.settings import PHASES, RATE
from specforge.mock.faults.schema import SCHEMA as FAULTS

SEVERITY = choice("error", "warning", "info", "hint", "off")
THRESHOLD = choice("hint", "info", "warning", "error", "never")


def _about(kind: Kind, doc: str) -> dict[str, Any]:
    """What a field carries besides its default."""
    return {"kind": kind, "doc": doc}


@dataclass(frozen=True, slots=True)
class LintSection:
    """``[lint]``: which rules run and what makes the run fail."""

    select: tuple[str, ...] = field(default=(), metadata=_about(TEXTS, "Run only these rules."))
    ignore: tuple[str, ...] = field(default=(), metadata=_about(TEXTS, "Do not run these rules."))
    severity: Mapping[str, str] = field(
        default_factory=dict, metadata=_about(table(SEVERITY, "rules"), "Severity of single rules.")
    )
    options: Mapping[str, Mapping[str, Any]] = field(
        default_factory=dict, metadata=_about(table(table(JSON, "options"), "rules"), "Options of single rules.")
    )
    ruleset: Path | str | None = field(
        default=None,
        metadata=_about(RULESET, "A ruleset: a file of Spectral or Redocly, a URL, or a name such as spectral:oas."),
    )
    plugins: tuple[Path, ...] = field(
        default=(), metadata=_about(PATHS, "Python files with rules and functions of your own.")
    )
    fail_on: str = field(default="error", metadata=_about(THRESHOLD, "The least severity that makes the exit code 1."))
    max_warnings: int | None = field(
        default=None, metadata=_about(integer(0), "More warnings than this make the exit code 1.")
    )
    baseline: Path | None = field(default=None, metadata=_about(PATH, "A file of findings that are accepted."))
    since: str | None = field(
        default=None, metadata=_about(TEXT, "Only findings in what has changed since this git revision.")
    )
    ratchet: Mapping[str, int] = field(
        default_factory=dict,
        metadata=_about(table(integer(0), "rules"), "The highest number of findings that each rule may have."),
    )
    require_ignore_reason: bool = field(
        default=False, metadata=_about(FLAG, "Warn of an inline ignore that gives no reason.")
    )


@dataclass(frozen=True, slots=True)
class GenSection:
    """``[gen]``: what is generated and where to."""

    target: tuple[str, ...] = field(
        default=(), metadata=_about(TEXTS, "Targets to generate. Without any, the framework in use decides.")
    )
    out: Path | None = field(default=None, metadata=_about(PATH, "Folder to generate into."))
    templates: Path | None = field(
        default=None, metadata=_about(PATH, "Folder of templates that go before the shipped ones.")
    )
    package: str | None = field(default=None, metadata=_about(TEXT, "Name of the generated Python package."))
    fallback: str = field(
        default="none",
        metadata=_about(choice("none", "mock"), "What answers for operations that are not implemented: none is 501."),
    )
    strict: bool = field(default=False, metadata=_about(FLAG, "What the generated code cannot express is an error."))

    @property
    def folder(self) -> Path:
        """Where to generate into: ``out``, else the working folder."""
        return self.out if self.out is not None else Path.cwd()


@dataclass(frozen=True, slots=True)
class MockSection:
    """``[mock]``: how the mock server answers."""

    host: str = field(default="127.0.0.1", metadata=_about(TEXT, "Address to listen on."))
    port: int = field(default=4010, metadata=_about(integer(0, 65535), "Port to listen on; 0 takes a free one."))
    engine: str = field(default="embedded", metadata=_about(TEXT, "Engine that answers: embedded or prism."))
    seed: int | None = field(
        default=None, metadata=_about(integer(0), "Seed of invented values. Without one, dynamic answers vary.")
    )
    dynamic: bool = field(
        default=False, metadata=_about(FLAG, "Invent a new value for every answer instead of using examples.")
    )
    errors: bool = field(default=False, metadata=_about(FLAG, "Answer 500 when an example of the document is invalid."))
    cors: bool = field(default=True, metadata=_about(FLAG, "Answer cross-origin requests."))
    stateful: bool = field(
        default=False, metadata=_about(FLAG, "Keep what clients create, change and delete, while the mock runs.")
    )
    tls: bool = field(default=False, metadata=_about(FLAG, "Speak HTTPS, with a certificate made for the run."))
    tls_cert: Path | None = field(default=None, metadata=_about(PATH, "A certificate (PEM) to speak HTTPS with."))
    tls_key: Path | None = field(default=None, metadata=_about(PATH, "Its key (PEM), where it is another file."))
    http2: bool = field(default=False, metadata=_about(FLAG, "Speak HTTP/2, too: needs specforge[http2]."))
    log: str = field(
        default="text", metadata=_about(choice("text", "json", "none"), "How requests are shown on stderr.")
    )
    scenarios: Path | None = field(
        default=None, metadata=_about(PATH, "A file that says which requests are answered how.")
    )
    faults: Mapping[str, Any] = field(
        default_factory=dict,
        metadata=_about(shaped(FAULTS, "a table of faults"), "What goes wrong: latency, errors, connections, limits."),
    )
    proxy: str | None = field(
        default=None, metadata=_about(TEXT, "A server to pass requests on to; they and its answers are checked.")
    )
    remock: tuple[int, ...] = field(
        default=(501,), metadata=_about(STATUSES, "Statuses of that server in whose place the mock answers.")
    )
    upstream_proxy: str | None = field(
        default=None, metadata=_about(TEXT, "An HTTP proxy on the way to that server, as a URL.")
    )
    insecure: bool = field(default=False, metadata=_about(FLAG, "Accept any certificate of that server."))
    record: Path | None = field(default=None, metadata=_about(PATH, "Write the traffic to this HTTP archive (HAR)."))
    record_secrets: bool = field(default=False, metadata=_about(FLAG, "Leave credentials in that archive."))
    replay: Path | None = field(
        default=None, metadata=_about(PATH, "Answer from this HTTP archive what was recorded there.")
    )
    fail_on: str = field(
        default="error",
        metadata=_about(THRESHOLD, "The least severity in what a proxy or a replay found that makes the exit code 1."),
    )


@dataclass(frozen=True, slots=True)
class TestSection:
    """``[test]``: what is tested, and how hard."""

    # pytest would take the name for a test class.
    __test__ = False

    url: str | None = field(default=None, metadata=_about(TEXT, "Base URL of the running implementation."))
    app: str | None = field(default=None, metadata=_about(TEXT, "An in-process application, as module:name."))
    start: str | None = field(
        default=None, metadata=_about(TEXT, "A command that starts the implementation; {port} is a free port.")
    )
    wait_for: str | None = field(
        default=None, metadata=_about(TEXT, "A path that answers as soon as what was started is ready.")
    )
    start_timeout: float | None = field(
        default=None, metadata=_about(DURATION, "How long to wait for what was started. Without it, a minute.")
    )
    headers: Mapping[str, str] = field(
        default_factory=dict, metadata=_about(table(TEXT, "headers"), "Headers that every request carries.")
    )
    auth: Mapping[str, str] = field(
        default_factory=dict,
        metadata=_about(table(TEXT, "security schemes"), "Credentials by security scheme; ${NAME} is a variable."),
    )
    identities: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict,
        metadata=_about(
            table(table(TEXT, "headers"), "users"), "Other users by name: the headers that carry their credentials."
        ),
    )
    identity_auth: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict,
        metadata=_about(
            table(table(TEXT, "security schemes"), "users"),
            "Other users by name: credentials by security scheme.",
        ),
    )
    seed: int | None = field(default=None, metadata=_about(integer(0), "Seed of the generated requests."))
    budget: float | None = field(default=None, metadata=_about(DURATION, "How long to test, in seconds or as '60s'."))
    phases: tuple[str, ...] = field(
        default=(), metadata=_about(some_of(*PHASES), "Which phases to run. Without any, all.")
    )
    quick: bool = field(default=False, metadata=_about(FLAG, "Leave out the random phases, unless phases are named."))
    workers: int = field(default=1, metadata=_about(integer(1, 64), "Operations to test at the same time."))
    rate_limit: str | None = field(
        default=None, metadata=_about(matching(RATE, "a rate such as 100/s"), "The most requests in a time: 100/s.")
    )
    max_examples: int | None = field(
        default=None, metadata=_about(integer(1), "Random requests for each operation. Without it, 40.")
    )
    timeout: float | None = field(
        default=None, metadata=_about(DURATION, "How long to wait for an answer. Without it, 10 seconds.")
    )
    include: tuple[str, ...] = field(
        default=(), metadata=_about(TEXTS, "Test only these operation ids, paths, methods and tags.")
    )
    exclude: tuple[str, ...] = field(
        default=(), metadata=_about(TEXTS, "Do not test these operation ids, paths, methods and tags.")
    )
    select: tuple[str, ...] = field(
        default=(), metadata=_about(TEXTS, "Report only these rules. Without any, all of them.")
    )
    ignore: tuple[str, ...] = field(default=(), metadata=_about(TEXTS, "Do not look for these rules."))
    changed_since: str | None = field(
        default=None, metadata=_about(TEXT, "Only operations that have changed since this git revision.")
    )
    min_coverage: Mapping[str, float] = field(
        default_factory=dict,
        metadata=_about(percents(*NAMES), "The least coverage in percent: of the total, or a table by kind."),
    )
    baseline: Path | None = field(
        default=None, metadata=_about(PATH, "A file of failures that are known and accepted, perhaps until a day.")
    )
    regressions: Path | None = field(
        default=None, metadata=_about(PATH, "A folder of requests that failed once: they are sent first.")
    )
    write_tests: Path | None = field(
        default=None, metadata=_about(PATH, "Folder to write a test for each finding into.")
    )
    slo: tuple[str, ...] = field(
        default=(), metadata=_about(TEXTS, "Bounds of answer times that --slo measures, such as p95=300ms.")
    )
    slo_time: float | None = field(
        default=None, metadata=_about(DURATION, "How long --slo measures. Without it, 20 seconds.")
    )
    slo_writes: bool = field(default=False, metadata=_about(FLAG, "Whether --slo measures operations that write."))
    min_mutation_score: float | None = field(
        default=None, metadata=_about(PERCENT, "The least part of what a self-check breaks that has to be noticed.")
    )
    fail_on: str = field(default="error", metadata=_about(THRESHOLD, "The least severity that makes the exit code 1."))


@dataclass(frozen=True, slots=True)
class DiffSection:
    """``[diff]``: what a new version of a document may change."""

    fail_on: str = field(default="error", metadata=_about(THRESHOLD, "The least severity that makes the exit code 1."))
    severity: Mapping[str, str] = field(
        default_factory=dict, metadata=_about(table(SEVERITY, "changes"), "Severity of single changes, by id or glob.")
    )
    approvals: Path | None = field(default=None, metadata=_about(PATH, "A file of changes that are agreed to."))
    paths: tuple[str, ...] = field(default=(), metadata=_about(TEXTS, "Look only at these paths; globs."))
    ignore_paths: tuple[str, ...] = field(default=(), metadata=_about(TEXTS, "Do not look at these paths; globs."))
    ignore_tags: tuple[str, ...] = field(
        default=(), metadata=_about(TEXTS, "Do not look at operations with one of these tags.")
    )
    stability_level: str = field(
        default="beta",
        metadata=_about(
            choice("draft", "alpha", "beta", "stable"), "Leave operations alone whose x-stability-level is lower."
        ),
    )
    deprecation_days_beta: int = field(
        default=0, metadata=_about(integer(0), "Days from a deprecation to its sunset in beta operations.")
    )
    deprecation_days_stable: int = field(
        default=0, metadata=_about(integer(0), "Days from a deprecation to its sunset in stable operations.")
    )
    attributes: tuple[str, ...] = field(default=(), metadata=_about(TEXTS, "Show these x- fields of operations."))
    check_version: bool = field(
        default=False, metadata=_about(FLAG, "Fail when info.version was not bumped enough for what changed.")
    )
    flatten_params: bool = field(
        default=False, metadata=_about(FLAG, "New parameters of a path count as those of its operations.")
    )


@dataclass(frozen=True, slots=True)
class CheckSection:
    """``[check]``: what ``specforge check`` looks at."""

    skip: tuple[str, ...] = field(
        default=(), metadata=_about(some_of("lint", "fmt", "gen", "diff"), "Leave these checks out.")
    )
    fmt: bool = field(default=False, metadata=_about(FLAG, "The fields of documents must be in customary order, too."))
    base: str | None = field(
        default=None,
        metadata=_about(TEXT, "Git revision to compare with. Default: the branch that a request is to be merged into."),
    )


@dataclass(frozen=True, slots=True)
class LoadSection:
    """``[load]``: what a ``$ref`` may reach."""

    allow_hosts: tuple[str, ...] = field(default=(), metadata=_about(TEXTS, "Hosts that documents may be read from."))
    allow_outside: bool = field(default=False, metadata=_about(FLAG, "Follow references out of the document's folder."))


SECTIONS: dict[str, type] = {
    "lint": LintSection,
    "gen": GenSection,
    "mock": MockSection,
    "test": TestSection,
    "diff": DiffSection,
    "check": CheckSection,
    "load": LoadSection,
}
