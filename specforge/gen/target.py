"""Targets: what can be generated, each a folder of templates and a word on which of its files are the user's."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from jinja2 import Environment

from specforge.errors import UsageError
from specforge.gen.plan import Plan, Serving
from specforge.registry import Registry
from specforge.templating import SUFFIX, environment, render, templates_of


@dataclass(frozen=True, slots=True)
class Target:
    """``generated`` are patterns of output paths (with their capital placeholders) that every run writes anew; all
    other files are the user's: written once and then left alone. ``includes`` are targets that always come along.

    ``parts`` are those parts of the plan that the templates read besides the models: ``routes`` (what a server
    gets and gives), ``contract`` (what openapi-core validates requests by), ``client``, ``cases`` (tests). What no
    target reads is not planned, and gets no models. ``upload`` is the type of an uploaded file, dotted, where it is
    not FastAPI's; it may begin with a dot, for the package that is generated.

    ``application`` is where in the package the application of a framework stands (``main:app``), ``server`` the
    command that serves it, and ``requirements`` what has to be installed for both.
    """

    name: str
    description: str
    generated: tuple[str, ...]
    includes: tuple[str, ...] = ()
    parts: tuple[str, ...] = ("routes", "client", "cases")
    upload: str = ""
    application: str = ""
    server: str = ""
    requirements: tuple[str, ...] = ()


TARGETS: Registry[Target] = Registry("target", package="specforge.gen.targets", group="specforge.targets")


@dataclass(frozen=True, slots=True)
class File:
    """One output file; ``path`` is relative to the output folder, with slashes. ``is_users``: written once.

    ``template`` is the name of what it was made of.
    """

    path: str
    text: str
    is_users: bool = False
    template: str = ""


def parts_of(names: tuple[str, ...]) -> frozenset[str]:
    """The parts of the plan that the targets and what they include read. Raises UsageError for unknown targets, and for
    two frameworks: both would write the same files."""
    frameworks = [name for name in dict.fromkeys(names) if TARGETS[name].application]
    if len(frameworks) > 1:
        raise UsageError(
            f"{' and '.join(frameworks)} cannot share a package: each writes an application of its own",
            help="generate them one by one, each with an --out of its own",
        )
    return frozenset(part for name in _with_included(names) for part in TARGETS[name].parts)


def has_framework(names: tuple[str, ...]) -> bool:
    """True when one of the targets makes an application. Names that are no targets (any more) are passed over."""
    return any(name in TARGETS and TARGETS[name].application for name in names)


def render_targets(names: tuple[str, ...], plan: Plan, templates: Path | None = None) -> list[File]:
    """The files of the targets and of what they include. Raises UsageError for unknown targets and broken templates."""
    jinja = environment(templates)
    files: dict[str, File] = {}
    for name in _with_included(names):
        target = TARGETS[name]
        for template in templates_of(target.name, templates):
            for file in _render(jinja, target, template, plan):
                files[file.path] = file
    return list(files.values())


def _with_included(names: tuple[str, ...]) -> list[str]:
    """Includes first: a file of a target goes over one of the same path that it includes."""
    ordered: dict[str, None] = {}
    for name in names:
        ordered.update(dict.fromkeys((*TARGETS[name].includes, name)))
    return list(ordered)


def serving_of(names: tuple[str, ...], package: str) -> Serving:
    """How the first framework among the targets is served; FastAPI where there is none."""
    target = next((TARGETS[name] for name in names if TARGETS[name].application), TARGETS["fastapi"])
    return Serving(target.name, f"{package}.{target.application}", target.server, target.requirements)


def upload_type(names: tuple[str, ...], package: str) -> str:
    """The dotted type of an uploaded file: the first that one of the targets names, FastAPI's by default."""
    named = next((TARGETS[name].upload for name in names if TARGETS[name].upload), "fastapi.UploadFile")
    return f"{package}.generated{named}" if named.startswith(".") else named


def _render(jinja: Environment, target: Target, template: str, plan: Plan) -> list[File]:
    """The files of one template: one, or one for each of what its placeholder stands for. Blank ones are none."""
    pattern = template.removeprefix(f"{target.name}/").removesuffix(SUFFIX)
    is_users = not any(fnmatch(pattern, generated) for generated in target.generated)
    placeholder = next((word for word in plan.each if word in pattern), None)
    made = []
    for item in plan.each[placeholder] if placeholder else (None,):
        variables = {placeholder.lower(): item} if placeholder and item else {}
        text = render(jinja, template, plan=plan, **variables)
        if text.strip():
            made.append(File(_path(pattern, plan, placeholder, item.name if item else ""), text, is_users, template))
    return made


def _path(pattern: str, plan: Plan, placeholder: str | None, name: str) -> str:
    path = pattern.replace("PACKAGE", plan.package)
    return path.replace(placeholder, name) if placeholder else path
