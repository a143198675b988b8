"""Text to plain dicts, lists and scalars. Positions are not kept: ``locate`` finds them when somebody asks."""

from __future__ import annotations

import re
from typing import NamedTuple

import orjson

from specforge.document import compose
from specforge.document.marks import Marks
from specforge.document.place import Tokens
from specforge.document.text import decode
from specforge.errors import SyntaxProblem

# json.loads and others behind walk the value with a recursion of their own, inside Python's limit of 1000.
MAX_DEPTH = 900
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+"|([\[{])|[\]}]')


class Parsed(NamedTuple):
    """The value of a file. Of YAML also the paths of repeated mapping keys and the marks of its tokens; JSON, which is
    parsed in a tenth of the time, is scanned for these when somebody asks."""

    value: object
    text: str
    is_json: bool
    duplicates: tuple[Tokens, ...] = ()
    marks: Marks | None = None


def parse(data: bytes, name: str) -> Parsed:
    """Parses one YAML or JSON file. JSON is recognised by its first character, whatever the file is called.

    Raises UnreadableError or SyntaxProblem, both with line and column.
    """
    text = decode(data, name)
    if not text.strip():
        raise SyntaxProblem("the file is empty", file=name, help="an OpenAPI document starts with `openapi: 3.1.1`")
    if text.lstrip()[0] in "{[":
        value, problem = _json(text, name)
        if problem is None:
            return Parsed(value, text, is_json=True)
        if name.endswith(".json"):
            raise problem
    composed = compose.compose(text, name, max_depth=MAX_DEPTH)
    return Parsed(composed.value, text, False, composed.duplicates, composed.marks)


def _json(text: str, name: str) -> tuple[object, SyntaxProblem | None]:
    try:
        value = orjson.loads(text)
        return value, _depth_problem(text, name) if _nests(value) else None
    except orjson.JSONDecodeError as error:
        return None, _json_problem(error, text, name)
    except UnicodeEncodeError:
        return None, SyntaxProblem("a lone surrogate is not valid text", file=name)


def _json_problem(error: orjson.JSONDecodeError, text: str, name: str) -> SyntaxProblem:
    message = error.msg.split(":")[0].lower()
    if "recursion" in message or "depth limit" in message:
        return _depth_problem(text, name) or SyntaxProblem("nested too deeply", file=name)
    line = text[error.pos - error.colno + 1 :].split("\n", 1)[0][:2000] if error.colno < 2000 else None
    return SyntaxProblem(
        f"invalid JSON: {message}",
        file=name,
        line=error.lineno,
        column=error.colno,
        source_line=line,
        help="JSON allows no comments and no trailing commas"
        if "trailing" in message or "//" in (line or "")
        else None,
    )


def _nests(value: object) -> bool:
    """True for what nests deeper than orjson writes (254 levels): the only JSON whose brackets are worth counting."""
    try:
        orjson.dumps(value)
    except orjson.JSONEncodeError:
        return True
    return False


def _depth_problem(text: str, name: str) -> SyntaxProblem | None:
    """The error for the bracket that opens a level too many, None where there is no such bracket."""
    depth = 0
    for match in _BRACKETS.finditer(text):
        if match[0][0] == '"':
            continue
        depth += 1 if match[1] else -1
        if depth > MAX_DEPTH:
            line = text.count("\n", 0, match.start()) + 1
            column = match.start() - text.rfind("\n", 0, match.start())
            return SyntaxProblem(f"nested deeper than {MAX_DEPTH} levels", file=name, line=line, column=column)
    return None
