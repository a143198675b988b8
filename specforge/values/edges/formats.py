"""Texts of formats: valid ones at their edges, and invalid ones that careless parsers take."""

from __future__ import annotations

INVALID: dict[str, tuple[str, ...]] = {
    "date": ("2023-02-30", "2024-13-01", "20240101", "2024-01-01T00:00:00Z", "not-a-date"),
    "date-time": (
        "2024-01-01T10:00:00",
        "2023-02-30T10:00:00Z",
        "2024-01-01",
        "2024-01-01T25:00:00Z",
        "2024-01-01 10:00",
        "not-a-date-time",
    ),
    "time": ("25:00:00Z", "10:00", "not-a-time"),
    "duration": ("1 day", "P"),
    "uuid": ("not-a-uuid", "11111111-1111-4111-8111-11111111111", "11111111-1111-4111-8111-11111111111g"),
    "email": ("not-an-email", "a@", "@example.com", "a b@example.com"),
    "idn-email": ("not-an-email",),
    "uri": ("not a uri", "//example.com/relative"),
    "iri": ("not an iri",),
    "uri-reference": ("http://[", "%zz"),
    "hostname": ("not a hostname", "-example.com"),
    "ipv4": ("256.1.1.1", "1.2.3", "not-an-address"),
    "ipv6": ("1.2.3.4", "::g", "not-an-address"),
    "byte": ("not base64!", "a"),
    "json-pointer": ("no/slash",),
    "regex": ("(",),
}
"""The most telling first. Whether one is invalid is for the validator to say."""

VALID: dict[str, tuple[str, ...]] = {
    "date": ("2024-02-29", "2023-12-31"),
    "date-time": ("2024-02-29T23:59:59.123+02:00", "2024-01-01T00:00:00Z", "2024-06-30T22:00:00-11:30"),
    "time": ("23:59:59Z", "00:00:00.5+01:00"),
    "uuid": ("A987FBC9-4BED-4078-8F07-9141BA07C9F3", "a987fbc9-4bed-4078-8f07-9141ba07c9f3"),
    "email": ("a.b+c@sub.example.com",),
    "ipv4": ("255.255.255.255", "0.0.0.0"),
    "ipv6": ("::1", "2001:DB8::ff00:42:8329"),
}
"""What careless parsers refuse."""
