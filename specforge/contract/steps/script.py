"""Several requests as commands for a shell: what an answer says is put into a variable for the next ones."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from specforge.contract.steps.carried import Carried, carried
from specforge.contract.steps.scalars import MARK, NUMBER, Path, exchanged
from specforge.findings.exchange import Exchange, SentRequest
from specforge.findings.redact import Redactor
from specforge.findings.show import as_curl

END = "\ue001"
"""What ends a mark."""
# In JSON a number has no quotes around it.
_MARKED = re.compile(f'{MARK}([a-z0-9_]+){END}|"{NUMBER}([a-z0-9_]+){END}"')
# Nothing in quotes, before or behind a variable.
_EMPTY = re.compile(r"""(?<= )''(?="\$)|(?<=")''(?= |$)""")
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# Names that mean something to a shell.
_TAKEN = ("path", "status", "options", "argv", "prompt", "answer")


def as_script(exchanges: Sequence[Exchange], redactor: Redactor) -> str:
    """The commands, a line each."""
    found = carried(exchanges)
    names = names_of(found)
    return "\n".join(_commands(exchanges, found, names, redactor))


def names_of(found: Sequence[Carried]) -> dict[str, str]:
    """A name for each text that is carried over."""
    names: dict[str, str] = {}
    for each in found:
        plain = re.sub(r"[^a-z0-9]+", "_", each.name.lower()).strip("_") or "value"
        word = f"{plain}_" if plain in _TAKEN or plain[0].isdigit() else plain
        number = sum(1 for name in names.values() if name.rstrip("0123456789") == word)
        names[each.text] = f"{word}{number + 1}" if number else word
    return names


def marked(request: SentRequest, names: Mapping[str, str]) -> SentRequest:
    """The request with marks for what is carried over."""
    return exchanged(request, {text: f"{MARK}{name}{END}" for text, name in names.items()})


def _commands(
    exchanges: Sequence[Exchange], found: Sequence[Carried], names: dict[str, str], redactor: Redactor
) -> Iterator[str]:
    for step, exchange in enumerate(exchanges):
        known = {each.text: names[each.text] for each in found if each.step < step}
        told = [each for each in found if each.step == step]
        request = marked(exchange.request, known)
        if not told:
            yield _filled(as_curl(request, redactor))
        elif len(told) == 1:
            options = ("-s", *(("-D -", "-o /dev/null") if told[0].header else ()))
            command = _filled(as_curl(request, redactor, *options))
            yield f"{names[told[0].text]}=$({command} | {_reading(told[0])})"
        else:
            yield f"answer=$({_filled(as_curl(request, redactor, '-s', '-i'))})"
            for each in told:
                body = "" if each.header else r" | sed '1,/^\r*$/d'"
                yield f'{names[each.text]}=$(printf "%s\\n" "$answer"{body} | {_reading(each)})'


def _filled(command: str) -> str:
    """The command with variables in place of marks; numbers are no texts in JSON."""
    return _EMPTY.sub("", _MARKED.sub(lambda match: f"'\"${match[1] or match[2]}\"'", command))


def _reading(each: Carried) -> str:
    if each.header:
        strip = " | sed 's#^https*://[^/]*##; s#^/##'" if each.header == "location" else ""
        return f"tr -d '\\r' | awk 'tolower($1) == \"{each.header}:\" {{print $2}}'{strip}"
    return f"jq -r '{_jq(each.path)}'"


def _jq(path: Path) -> str:
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{_key(step)}" for step in path)
    return steps if steps.startswith(".") else f".{steps}"


def _key(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else json.dumps(name, ensure_ascii=False).replace("'", "\\u0027")
