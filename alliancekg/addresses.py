"""Addresses of endpoints, and what logs in to them; nothing secret is ever shown."""

from __future__ import annotations

import base64
import html
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, quote, quote_plus, urlsplit, urlunsplit

from alliancekg.errors import UsageError

_PORTS: Final = {"http": 80, "https": 443}
_VARIABLES: Final = ("ALLIANCEKG_USER", "ALLIANCEKG_PASSWORD", "ALLIANCEKG_TOKEN")
LOGIN: Final = "set ALLIANCEKG_USER and ALLIANCEKG_PASSWORD, or ALLIANCEKG_TOKEN"


@dataclass(frozen=True, slots=True)
class Login:
    """What logs in: the value of the header `Authorization`, and the secrets in it."""

    header: str = field(default="", repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Login:
        """Return the login of ALLIANCEKG_USER and ALLIANCEKG_PASSWORD, or of ALLIANCEKG_TOKEN.

        Raises UsageError if there are both, half of one, or what no header can carry.
        """
        user, password, token = (environment.get(name, "") for name in _VARIABLES)
        if token and (user or password):
            raise UsageError(
                "ALLIANCEKG_TOKEN is set beside ALLIANCEKG_USER or ALLIANCEKG_PASSWORD; expected"
                " one login. Fix: unset one of them"
            )
        if bool(user) != bool(password):
            there, missing = _VARIABLES[:2] if user else _VARIABLES[1::-1]
            raise UsageError(
                f"{there} is set without {missing}; expected both. Fix: set {missing}, too"
            )
        for name in _VARIABLES:
            if not _is_sendable(environment.get(name, ""), name):
                raise UsageError(
                    f"{name} has a character that a login cannot have; expected text without"
                    " control characters, a token without blanks, a user without ':'."
                    f" Fix: correct {name}"
                )
        if token:
            return cls(f"Bearer {token}", (token,))
        if user:
            both = base64.b64encode(f"{user}:{password}".encode()).decode()
            return cls(f"Basic {both}", (password, both))
        return cls()

    def hidden(self, text: str) -> str:
        """Return a text of the endpoint's without the secrets, if it repeats them."""
        spelt = {form for secret in self.secrets for form in _spelt(secret)}
        for secret in sorted(spelt, key=len, reverse=True):
            text = text.replace(secret, "…")
        return text


def _spelt(secret: str) -> tuple[str, ...]:
    """Return a secret as it may stand in a text, in an address and in a web page."""
    return secret, quote(secret), quote(secret, safe=""), quote_plus(secret), html.escape(secret)


def _is_sendable(value: str, name: str) -> bool:
    if name == "ALLIANCEKG_TOKEN":
        return value.isascii() and value.isprintable() and " " not in value
    halves = any("\ud800" <= c <= "\udfff" for c in value)
    return not halves and value.isprintable() and not (name == "ALLIANCEKG_USER" and ":" in value)


def checked(address: str) -> str:
    """Return the address of an endpoint as it is asked.

    Raises UsageError for what is no address of http or https, and for one with a user, a password
    or a fragment in it.

    >>> checked("HTTPS://Example.org/sparql")
    'https://example.org/sparql'
    """
    parts = _split(address)
    if parts is None:
        raise UsageError(
            f"'{shown(address)}' is no address; expected one such as https://example.org/sparql."
            " Fix: correct --store"
        )
    if parts.scheme not in _PORTS:
        raise UsageError(
            f"'{shown(address)}' is of the scheme '{parts.scheme}'; expected http or https."
            " Fix: correct --store"
        )
    if "@" in parts.netloc:
        raise UsageError(
            f"{shown(address)} was given with a user or a password in it, which others can read;"
            f" expected the address alone. Fix: {LOGIN}"
        )
    if parts.fragment:
        raise UsageError(
            f"{shown(address)} was given with a fragment (#…); expected the address alone."
            " Fix: leave out # and what follows"
        )
    return urlunsplit(parts._replace(scheme=parts.scheme, netloc=parts.netloc.lower()))


def _split(address: str) -> SplitResult | None:
    if not (address.isascii() and address.isprintable()) or " " in address:
        return None
    try:
        parts = urlsplit(address)
        is_good = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if is_good else None


def shown(address: str) -> str:
    """Return an address for messages: without user, password, query and fragment.

    >>> shown("https://carter:secret@example.org/sparql?key=secret#x")
    'https://example.org/sparql'
    """
    scheme, mark, rest = address.partition("://")
    bare = rest.rpartition("@")[2].partition("?")[0].partition("#")[0]
    whole = f"{scheme}{mark}{bare}" if mark else scheme
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in whole)


def origin(address: str) -> tuple[str, str, int]:
    """Return scheme, host and port of an address that has been checked."""
    parts = urlsplit(address)
    return parts.scheme, parts.hostname or "", parts.port or _PORTS[parts.scheme]


def is_loopback(address: str) -> bool:
    """Tell whether an address is of this machine, which no proxy is asked for."""
    host = origin(address)[1]
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
