"""What requests does for a server, done for an ASGI application in this process."""

from __future__ import annotations

import datetime
import io
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from requests.cookies import cookiejar_from_dict, extract_cookies_to_jar
from urllib3 import HTTPHeaderDict, HTTPResponse
from urllib3.exceptions import ReadTimeoutError

from specforge.contract.transport.asgi import PORTS, Call, LimitFor, Pairs, Place

_REASONS = {status.value: status.phrase for status in HTTPStatus}


class AsgiSession(requests.Session):
    """Sends what it is told to: nothing of the environment, and no cookies that came earlier.

    ``cut_short`` is the attribute of a response that is set where the application had more to say.
    """

    def __init__(self, place: Place, limit_for: LimitFor, cut_short: str) -> None:
        super().__init__()
        self.headers.clear()
        self.trust_env = False
        self._adapter = _Adapter(place, limit_for, cut_short)
        self.adapters.clear()
        for scheme in PORTS:
            self.mount(f"{scheme}://", self._adapter)

    def request(  # type: ignore[override]
        self, method: str, url: str, *, timeout: Any = None, allow_redirects: bool = True, **data: Any
    ) -> requests.Response:
        """The answer, or that of where it redirects to. Raises ReadTimeout, and what the application raises."""
        prepared = _prepared(method, url, data)
        response = self._adapter.send(prepared, timeout=timeout)
        if allow_redirects and response.is_redirect:
            self.cookies.clear()
            extract_cookies_to_jar(self.cookies, prepared, response.raw)
            history = [response, *self.resolve_redirects(response, prepared, timeout=timeout)]
            response = history.pop()
            response.history = history
        return response


def _prepared(method: str, url: str, data: Mapping[str, Any]) -> requests.PreparedRequest:
    prepared = requests.PreparedRequest()
    prepared.prepare(
        method=method.upper(),
        url=url,
        headers={name: value for name, value in (data.get("headers") or {}).items() if value is not None},
        files=data.get("files"),
        data=data.get("data") or {},
        json=data.get("json"),
        params=data.get("params") or {},
        auth=data.get("auth"),
        cookies=cookiejar_from_dict(data.get("cookies") or {}),
    )
    return prepared


class _Adapter(BaseAdapter):
    def __init__(self, place: Place, limit_for: LimitFor, cut_short: str) -> None:
        super().__init__()
        self._place = place
        self._limit_for = limit_for
        self._cut_short = cut_short
        self._builder = HTTPAdapter()

    def send(self, request: requests.PreparedRequest, *_: Any, timeout: Any = None, **__: Any) -> requests.Response:
        # Requests has two time-outs, of which the second is for an answer.
        seconds = timeout[1] if isinstance(timeout, tuple) else timeout
        url = str(request.url)
        call = Call(
            self._place, str(request.method), url, _texts(request.headers), _bytes(request.body), self._limit_for
        )
        started = time.perf_counter()
        try:
            call.wait(seconds)
        except TimeoutError:
            error = ReadTimeoutError(None, url, f"Read timed out. (read timeout={seconds})")  # type: ignore[arg-type]
            raise requests.exceptions.ReadTimeout(error, request=request) from None
        elapsed = time.perf_counter() - started
        response = self._builder.build_response(request, _raw(call, request))
        response.elapsed = datetime.timedelta(seconds=elapsed)
        if call.is_cut_short:
            setattr(response, self._cut_short, True)
        return response

    def close(self) -> None:
        """The application goes on."""


def _raw(call: Call, request: requests.PreparedRequest) -> HTTPResponse:
    """The answer as if it had come over a network: wrong lengths and broken encodings are noticed."""
    return HTTPResponse(
        body=io.BytesIO(call.body),
        headers=HTTPHeaderDict(call.headers),
        status=call.status,
        version=11,
        reason=_REASONS.get(call.status, ""),
        preload_content=False,
        original_response=_Original(call.headers),  # type: ignore[arg-type]
        # The answer to HEAD has a length and no body.
        request_method=request.method,
    )


def _texts(headers: Mapping[Any, Any]) -> Pairs:
    return [(_text(name), _text(value)) for name, value in headers.items()]


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _bytes(body: Any) -> bytes:
    return body.encode() if isinstance(body, str) else body or b""


class _Original:
    """What requests wants to know of the response of ``http.client``, in order to read cookies from it."""

    def __init__(self, headers: Pairs) -> None:
        self.msg = self
        self._pairs = headers

    def get_all(self, name: str, default: Any = None) -> Any:
        return [value for key, value in self._pairs if key.lower() == name.lower()] or default

    def isclosed(self) -> bool:
        return True

    def close(self) -> None:
        """Nothing is open."""
