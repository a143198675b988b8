"""HTTPS: with a certificate that is made, and with one that is given."""

from __future__ import annotations

import ssl
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from specforge.document.load import load_text
from specforge.errors import ServerError, UsageError
from specforge.mock import tls
from specforge.mock.api import Mock
from specforge.mock.certificate import make
from specforge.mock.settings import Settings, TlsSettings
from specforge.mock.tls import Identity


def test_a_certificate_is_made_and_can_be_trusted(pets_text: str) -> None:
    said: list[str] = []
    with Mock(load_text(pets_text), settings=Settings(port=0, tls=TlsSettings()), say=said.append) as mock:
        authority = said[0].partition("--cacert ")[2].partition(",")[0]
        with httpx.Client(verify=ssl.create_default_context(cafile=authority), trust_env=False) as client:
            replies = [client.get(f"{mock.url}/pets/best") for _ in range(3)]
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{mock.url}/pets/best", trust_env=False)

        assert mock.url.startswith("https://127.0.0.1:")
        assert [reply.text for reply in replies] == ["Tom"] * 3
    assert not Path(authority).exists()


def test_a_certificate_may_be_given(pets_text: str, tmp_path: Path) -> None:
    certificate, key, authority = make("127.0.0.1", tmp_path)
    settings = Settings(port=0, tls=TlsSettings(certificate, key))

    with Mock(load_text(pets_text), settings=settings) as mock:
        context = ssl.create_default_context(cafile=str(authority))
        refused = httpx.post(f"{mock.url}/pets", content=b"x" * 11_000_000, verify=context, trust_env=False)

    assert refused.status_code == 413


def test_what_is_no_certificate_is_said(tmp_path: Path) -> None:
    file = tmp_path / "certificate.pem"
    with pytest.raises(UsageError, match="no such file"):
        Identity(TlsSettings(file), "127.0.0.1")
    file.write_text("hello")
    with pytest.raises(UsageError, match="no certificate in PEM form"):
        Identity(TlsSettings(file), "127.0.0.1")


def test_a_key_with_a_password_is_refused_and_nobody_is_asked(tmp_path: Path) -> None:
    certificate, key, _ = make("127.0.0.1", tmp_path)
    secret = BestAvailableEncryption(b"secret")
    locked = load_pem_private_key(key.read_bytes(), None).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, secret)
    key.write_bytes(locked)

    with pytest.raises(UsageError, match="is encrypted"):
        Identity(TlsSettings(certificate, key), "127.0.0.1")


def test_without_the_library_the_user_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(tls, "load_name", missing)
    with pytest.raises(ServerError) as error:
        Identity(TlsSettings(), "127.0.0.1")
    assert "specforge[tls]" in (error.value.help or "")
