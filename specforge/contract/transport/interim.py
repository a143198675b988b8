"""Interim responses are no answers: the final one comes after them (RFC 9110 section 15.2)."""

from __future__ import annotations

import http.client
from typing import Any

# After it another protocol is spoken.
_SWITCHING = 101
# More of them are a server that never answers.
_MOST = 20


class FinalResponse(http.client.HTTPResponse):
    """The standard library passes over 100 only: 103 Early Hints and the others are passed over here, too."""

    def _read_status(self) -> Any:
        for _ in range(_MOST):
            version, status, reason = super()._read_status()  # type: ignore[misc]
            if not 100 < status < 200 or status == _SWITCHING:
                return version, status, reason
            http.client.parse_headers(self.fp)
        raise http.client.HTTPException(f"got more than {_MOST} interim responses")
