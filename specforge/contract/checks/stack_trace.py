"""Check: an error keeps the insides of the implementation to itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specforge.contract.check import Tools, looks
from specforge.contract.events import Case
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.findings.model import Severity

# How much of an answer is read.
_LONGEST = 100_000
_SIGNS = {
    "a stack trace of Python": rb'Traceback \(most recent call last\)|File \\?"[^"\\\n]{1,300}\\?", line \d+',
    "a stack trace of the JVM": rb"\bat [\w$.]+\([\w$]+\.(?:java|kt|scala):\d+\)",
    "a stack trace of .NET": rb"\bat [\w.<>`]+\([^\n)]*\) in [^\n]{1,300}:line \d+",
    "a stack trace of JavaScript": rb"(?:\n|\\n)\s+at [^\n\\]{1,200}?\.[cm]?[jt]sx?:\d+:\d+\)?",
    "a stack trace of PHP": rb"#\d+ /[^\s(]+\.php\(\d+\)|\.php</b> on line|\.php on line \d+",
    "a stack trace of Ruby": rb"[\w/.-]+\.rb:\d+:in [`']",
    "a stack trace of Go": rb"goroutine \d+ \[running\]",
    "a stack trace of Rust": rb"thread '[^'\n]{1,80}' panicked at",
    "words of a database": (
        rb"SQLSTATE\[|\bORA-\d{5}:|You have an error in your SQL syntax"
        rb"|\b(?:psycopg2?|sqlite3|asyncpg|pymysql|sqlalchemy)\.[\w.]*(?:Error|exc)"
        rb"|(?:UNIQUE|FOREIGN KEY|NOT NULL|CHECK) constraint failed: \w"
        rb"|violates (?:unique|foreign key|check) constraint"
        rb"|org\.hibernate\.\w|com\.mysql\.\w|org\.postgresql\.\w"
    ),
    "a page for developers": rb"Werkzeug Debugger|DEBUG = True|<title>Whoops|Django tried these URL patterns",
}
_COMPILED = {what: re.compile(pattern) for what, pattern in _SIGNS.items()}


@looks("stack-trace")
def check(operation: Operation, case: Case, tools: Tools) -> Iterator[Problem]:
    """An error shows the insides of the implementation."""
    answer = case.exchange.answer
    if answer is None or answer.status < 400 or not answer.body:
        return
    body = answer.body[:_LONGEST]
    found = next((what for what, pattern in _COMPILED.items() if pattern.search(body)), None)
    if found is not None:
        response = operation.response_for(answer.status)
        place = response.place if response is not None else operation.node.key_place
        message = f"the answer with {answer.status} shows {found}"
        yield Problem("stack-trace", message, place, Severity.WARNING, cause=found, is_general=True)
