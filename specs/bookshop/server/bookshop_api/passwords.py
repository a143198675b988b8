"""Passwords, of which only salted hashes are stored."""

import hashlib
import hmac
import secrets

# Cheap, so that tests are quick. A real shop takes what OWASP recommends, which is n=2**17.
_COST = {"n": 2**10, "r": 8, "p": 1}


def hash_password(password: str) -> str:
    """What to store: a new salt and the hash, both in hexadecimal."""
    salt = secrets.token_bytes(16)
    return f"{salt.hex()}${_scrypt(password, salt).hex()}"


def is_password(password: str, stored: str) -> bool:
    """Whether it is the password that ``hash_password`` made ``stored`` from."""
    salt, _, expected = stored.partition("$")
    return hmac.compare_digest(_scrypt(password, bytes.fromhex(salt)).hex(), expected)


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, **_COST)
