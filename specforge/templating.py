"""Templates: where they are found, and the filters by which an author's text may enter generated code."""

from __future__ import annotations

import importlib.resources
import traceback
from collections.abc import Mapping
from pathlib import Path

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)

from specforge.errors import UsageError

SUFFIX = ".jinja"
_INDENT = "    "
# What an expression of a template may raise besides Jinja's own errors: anything that Python has.
_RAISED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    LookupError,
    MemoryError,
    NameError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
_USER_FOLDER = "__user_folder__"


def template_folder() -> Path:
    """The templates that ship: inside the package in a wheel, beside it in a checkout (editable installs too)."""
    package = Path(str(importlib.resources.files("specforge")))
    packed = package / "_templates"
    return packed if packed.is_dir() else package.parent / "templates"


def environment(user_folder: Path | None = None) -> Environment:
    """Jinja over the user's folder, then the shipped one, so that a user replaces single files.

    A shipped template is also there as ``shipped/<name>``, for a user's template to extend. An unknown variable is an
    error. Raises UsageError when the folder does not exist.
    """
    if user_folder is not None and not user_folder.is_dir():
        raise UsageError(f"the template folder {user_folder} does not exist")
    shipped = template_folder()
    folders = [folder for folder in (user_folder, shipped) if folder is not None]
    jinja = Environment(
        loader=ChoiceLoader([FileSystemLoader(folders), PrefixLoader({"shipped": FileSystemLoader(shipped)})]),
        undefined=StrictUndefined,
        autoescape=False,  # what comes out is source code: escaping is up to the filters below
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    jinja.globals[_USER_FOLDER] = user_folder
    jinja.filters.update(literal=literal, comment=comment, docstring=docstring)
    return jinja


def templates_of(target: str, user_folder: Path | None = None) -> list[str]:
    """The template names of a target, ``fastapi/PACKAGE/main.py.jinja`` for example, sorted."""
    folders = [folder / target for folder in (user_folder, template_folder()) if folder is not None]
    names = {
        f"{target}/{file.relative_to(folder).as_posix()}"
        for folder in folders
        for file in folder.rglob(f"*{SUFFIX}")
        if file.is_file()
        if not file.name.startswith("_") or file.name.startswith("__")
    }
    return sorted(names)


def template_file(name: str, user_folder: Path | None) -> str:
    """The file of a template: the user's where there is one."""
    own = user_folder / name if user_folder is not None else None
    return str(own if own is not None and own.is_file() else template_folder() / name)


def render(jinja: Environment, name: str, **variables: object) -> str:
    """The text of one template. Raises UsageError, with file and line, for a template of the user's that is broken.

    Shipped ones never are: what they raise on their own is a bug.
    """
    try:
        return jinja.get_template(name).render(**variables)
    except TemplateError as problem:
        raise _broken(problem, name, problem.message or str(problem), _user_folder(jinja)) from problem
    except _RAISED as problem:
        folder = _user_folder(jinja)
        if folder is None:
            raise
        raise _broken(problem, name, f"{type(problem).__name__}: {problem}", folder) from problem


def _user_folder(jinja: Environment) -> Path | None:
    folder = jinja.globals.get(_USER_FOLDER)
    return folder if isinstance(folder, Path) else None


def _broken(problem: BaseException, name: str, message: str, folder: Path | None) -> UsageError:
    """The error for a template, at the innermost line that is the user's, else at the innermost one."""
    frames = [(frame.filename, frame.lineno or 1) for frame in traceback.extract_tb(problem.__traceback__)]
    frames = [frame for frame in frames if frame[0].endswith(SUFFIX)]
    if isinstance(problem, TemplateSyntaxError) and problem.filename:
        frames.append((problem.filename, problem.lineno))
    own = [frame for frame in frames if folder is not None and Path(frame[0]).is_relative_to(folder)]
    file, line = (own or frames or [(str(folder / name) if folder else name, 1)])[-1]
    help = None
    if isinstance(problem, TemplateNotFound):
        message = f"there is no template {problem.name!r}"
        help = "a shipped template is there as shipped/<its name>"
    elif isinstance(problem, RecursionError):
        message, help = "it extends or includes itself", f"to build on the shipped template, name shipped/{name}"
    return UsageError(f"template {name}: {message}", file=file, line=line, help=help)


def literal(value: object) -> str:
    """A value as a Python expression. Only text, numbers, booleans, None and lists, tuples and dicts of them."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        inner = ", ".join(literal(item) for item in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner},)" if len(value) == 1 else f"({inner})"
    if value is None or isinstance(value, str | bytes | int | float | bool):
        return repr(value)
    raise TypeError(f"{type(value).__name__} has no literal")


def comment(text: object) -> str:
    """Text for the rest of a comment line."""
    return " ".join(_printable(str(text), keep="").split())


def docstring(text: object, indent: int = 1) -> str:
    """Text for between the quotes of a docstring that is indented by ``indent`` levels."""
    plain = _printable(str(text), keep="\n").strip().replace("\\", "\\\\").replace('"', '\\"')
    # Escaping single quotes of the text that are no danger would only hurt reading.
    plain = _unescape_lone_quotes(plain)
    lines = [line.rstrip() for line in plain.split("\n")]
    return f"\n{_INDENT * indent}".join(lines).replace(f"\n{_INDENT * indent}\n", "\n\n")


def _unescape_lone_quotes(text: str) -> str:
    inner = text[:-2] if text.endswith('\\"') else text
    tail = text[len(inner) :]
    parts = inner.split('\\"\\"\\"')
    return '\\"\\"\\"'.join(part.replace('\\"', '"') for part in parts) + tail


def _printable(text: str, keep: str) -> str:
    return "".join(char if char.isprintable() or char in keep else " " for char in text)
