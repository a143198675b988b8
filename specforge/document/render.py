"""Values to YAML or JSON text in the style of the file that they are written into."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from specforge.document.scalars import plain

_HEAD = 200_000  # characters that tell the style of a file
_STEP = re.compile(r"^[^\s#\-][^\n]*:[ \t]*\r?\n( +)[^\s#\-]", re.MULTILINE)
_DASH = re.compile(r"^( *)[^\s#\-][^\n]*:[ \t]*\r?\n( *)- ", re.MULTILINE)
_JSON_STEP = re.compile(r"\s*[{\[]\s*?\n([ \t]+)")
_FLOW_LIST = re.compile(r": \[[^\]\n]+\]\s*$", re.MULTILINE)
_PLAIN = re.compile(r"[\w/.$(][^\n\r\t]*\Z")
_NUMERIC = re.compile(r"[-+.0-9][-+0-9a-fA-F_.,:xobeTZ ]*\Z")
# Words that YAML 1.1 reads as a boolean or null.
_WORDS = frozenset(("yes", "no", "on", "off", "true", "false", "null", "nan", "inf"))
_ESCAPED = re.compile("[\x7f-\x9f\u00ad\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_QUOTED = re.compile(r"[{\[\s]*([\"'])([^\"'\n]*)\1")
_LONGEST_FLOW = 60
# In braces and brackets a colon is text before a letter only, which not every reader of YAML knows.
_MAY_BREAK_PLAIN = re.compile(r"[\[\]{},:]")
_BREAKS_PLAIN = re.compile(r"[\[\]{},?]|:(?![\w/])")


@dataclass(frozen=True, slots=True)
class Style:
    """How a file is written. ``step``: one level of indentation; ``dash``: that of a sequence inside its member."""

    is_json: bool = False
    newline: str = "\n"
    step: int = 2
    dash: int = 2
    quote: str = '"'
    colon: str = ": "
    comma: str = ", "
    unit: str = ""  # one level of indented JSON; empty where it is written in one line
    flow_lists: bool = False
    flow_quote: str = ""  # the quote of all keys and texts in braces and brackets; empty for quotes where they must be


@lru_cache(maxsize=16)
def style_of(text: str, is_json: bool) -> Style:
    """The style of a file, as far as its first part tells; kept, since every fix of the file asks for it."""
    head = text[:_HEAD]
    newline = "\r\n" if "\r\n" in head else "\n"
    if is_json:
        unit = _JSON_STEP.match(head)
        tight = head.count('":') > 2 * head.count('": ')
        return Style(
            True, newline, colon=":" if tight else ": ", comma="," if tight else ", ", unit=unit[1] if unit else ""
        )
    step, dash = _STEP.search(head), _DASH.search(head)
    width = len(step[1]) if step else 2
    return Style(
        newline=newline,
        step=width,
        dash=max(len(dash[2]) - len(dash[1]), 0) if dash else width,
        quote="'" if head.count(": '") > head.count(': "') else '"',
        flow_lists=bool(_FLOW_LIST.search(head)),
    )


def scalar(value: Any, style: Style, *, is_flow: bool = False, quote: str = "", was_plain: bool = False) -> str:
    """A scalar. ``quote`` is the quote to use, empty for none where none is needed; ``was_plain``: there was none."""
    if not isinstance(value, str):
        return json.dumps(value)
    if not quote and not style.is_json and _is_plain(value, is_flow, _BREAKS_PLAIN if was_plain else _MAY_BREAK_PLAIN):
        return value
    if (quote or style.quote) == "'" and not style.is_json and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return _ESCAPED.sub(_escape, json.dumps(value, ensure_ascii=False))


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _is_plain(text: str, is_flow: bool, flow_signs: re.Pattern[str]) -> bool:
    """True for text that every YAML parser reads as this very string without quotes."""
    if not _PLAIN.match(text) or not text.isprintable() or text.strip() != text:
        return False
    if ": " in text or " #" in text or text.endswith(":") or (is_flow and flow_signs.search(text)):
        return False
    # A document may begin with three dashes or dots; `=` and `<<` have a meaning in YAML 1.1.
    is_word = text.lower().lstrip("+-.") in _WORDS or text.startswith("...")
    return not (is_word or _NUMERIC.match(text) or not isinstance(plain(text), str))


def flow(value: Any, style: Style, indent: str = "") -> str:
    """Any value on one line, or (in JSON that is indented) on several, the first at ``indent``."""
    if style.is_json:
        separators = ("," if style.unit else style.comma, style.colon)
        text = json.dumps(value, ensure_ascii=False, indent=style.unit or None, separators=separators)
        text = _ESCAPED.sub(_escape, text)
        return text.replace("\n", style.newline + indent)
    if isinstance(value, dict) and value:
        keys = (scalar(key, style, is_flow=True, quote=style.flow_quote) for key in value)
        return (
            "{" + ", ".join(f"{key}: {flow(item, style)}" for key, item in zip(keys, value.values(), strict=True)) + "}"
        )
    if isinstance(value, list) and value:
        return "[" + ", ".join(flow(item, style) for item in value) + "]"
    return "{}" if value == {} else "[]" if value == [] else scalar(value, style, is_flow=True, quote=style.flow_quote)


def quote_in_flow(text: str, start: int) -> str:
    """The quote that the keys and texts of a flow value at ``start`` have although they need none; else nothing."""
    match = _QUOTED.match(text, start)
    return match[1] if match and _is_plain(match[2], True, _MAY_BREAK_PLAIN) else ""


def is_block(value: Any, style: Style, flow_lists: bool | None = None) -> bool:
    """True for what is written over several lines: all but scalars, empty containers and short lists of scalars."""
    if not isinstance(value, dict | list) or not value:
        return False
    wants_flow = style.flow_lists if flow_lists is None else flow_lists
    is_short = isinstance(value, list) and not any(isinstance(item, dict | list) for item in value)
    return not (wants_flow and is_short and len(flow(value, style)) <= _LONGEST_FLOW)


def member(key: str, value: Any, style: Style, indent: int) -> str:
    """``key: value`` in block style, for a key at column ``indent``; the first line without its indentation."""
    return scalar(key, style) + ":" + behind_colon(value, style, indent)


def behind_colon(value: Any, style: Style, indent: int) -> str:
    """What follows the colon of a key at column ``indent``."""
    if not is_block(value, style):
        return " " + (flow(value, style) if isinstance(value, dict | list) else scalar(value, style))
    deeper = indent + (style.step if isinstance(value, dict) else style.dash)
    return style.newline + " " * deeper + block(value, style, deeper)


def block(value: Any, style: Style, indent: int) -> str:
    """A value in block style that begins at column ``indent``; the first line without its indentation."""
    between = style.newline + " " * indent
    if not is_block(value, style):
        return flow(value, style) if isinstance(value, dict | list) else scalar(value, style)
    if isinstance(value, dict):
        return between.join(member(key, item, style, indent) for key, item in value.items())
    return between.join("- " + block(item, style, indent + 2) for item in value)
