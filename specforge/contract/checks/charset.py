"""Check: JSON is UTF-8 without a mark at its beginning, and is not called anything else."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Tools, looks
from specforge.contract.events import Case
from specforge.contract.mocked import lacks
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.findings.exchange import Answer
from specforge.findings.model import Severity
from specforge.values.mediatypes import is_json, parse_media_type

_MARK = b"\xef\xbb\xbf"
_UTF_8 = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})


@looks("charset")
def check(operation: Operation, case: Case, tools: Tools) -> Iterator[Problem]:
    """JSON begins with a byte order mark, or is said to be in another charset than UTF-8."""
    answer = case.exchange.answer
    if answer is None or not answer.body or case.exchange.request.method.upper() == "HEAD":
        return
    cause, said = _wrong(answer)
    if said and not lacks(case.exchange, {"meaning"}):
        response = operation.response_for(answer.status)
        place = response.place if response is not None else operation.node.key_place
        yield Problem("charset", said, place, Severity.WARNING, cause=cause, is_general=True)


def _wrong(answer: Answer) -> tuple[str, str]:
    has_mark = answer.body.startswith(_MARK)
    content_type = answer.content_type or ""
    if not has_mark and "charset" not in content_type.lower():
        return "", ""
    name = parse_media_type(content_type)
    if name is None or not is_json(name):
        return "", ""
    if has_mark:
        return "mark", "the JSON begins with a byte order mark, which parsers may refuse (RFC 8259 section 8.1)"
    charset = name.charset.lower()
    if charset in _UTF_8 or answer.body.isascii():
        return "", ""
    return (
        charset,
        f"Content-Type says that JSON is {charset[:40]}, which it never is: it is UTF-8 (RFC 8259 section 8.1)",
    )
