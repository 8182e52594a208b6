"""A page fetched from the web, because the user named its address; nothing is fetched otherwise.

The address of the machine is looked up once, checked, and connected to as it was checked, so that a name cannot
mean another machine the second time; and so again after each redirect. Proxies are not used.
"""

from __future__ import annotations

import http.client
import ipaddress
import os
import socket
import ssl
from dataclasses import dataclass
from time import monotonic
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

from communique.errors import InputError

TYPES: Final = {
    "text/html": "html", "application/xhtml+xml": "html", "application/pdf": "pdf", "text/plain": "text",
    "text/markdown": "text", "application/rss+xml": "feed", "application/atom+xml": "feed",
    "application/xml": "feed", "text/xml": "feed", "message/rfc822": "eml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}  # fmt: skip
"""How a page is read, by the type that its server says."""

ALLOW: Final = "COMMUNIQUE_PRIVATE_ADDRESSES"
"""Set to "allow" in the environment, this lets addresses of the user's own network be read."""

MAX_BYTES = 32 << 20
MAX_REDIRECTS = 5
SECONDS = 30.0
_CHUNK = 1 << 16
_SAFE = "/%:@!$&'()*+,;=~-._?"


@dataclass(frozen=True, slots=True)
class Page:
    """What a server sent. ``url`` is where it was found after all redirects."""

    url: str
    type: str
    content: bytes


def fetch(address: str) -> Page:
    """Fetch a page.

    Raises
    ------
    InputError
        If it cannot be had; the message says why, to follow the address.
    """
    deadline = monotonic() + SECONDS
    for _ in range(MAX_REDIRECTS + 1):
        try:
            found = _get(address, deadline)
        except (TimeoutError, ssl.SSLError, http.client.HTTPException, OSError, ValueError) as error:
            raise InputError(f"cannot be fetched ({str(error)[:150] or type(error).__name__})") from error
        if isinstance(found, Page):
            return found
        address = urljoin(address, found)
        if not address.lower().startswith(("http://", "https://")):
            raise InputError("leads to what is no web address")
    raise InputError(f"leads on more than {MAX_REDIRECTS} times; name the last address")


def _get(address: str, deadline: float) -> Page | str:
    """Return a page, or the address to which it leads."""
    parts = urlsplit(address)
    if not parts.hostname or parts.username is not None:
        raise InputError("is no web address; write https://host/path")
    secure = parts.scheme.lower() == "https"
    port = parts.port or (443 if secure else 80)
    connection = http.client.HTTPConnection(parts.hostname, port, timeout=_left(deadline))
    connection.sock = _connect(parts.hostname, port, deadline)
    if secure:
        connection.sock = ssl.create_default_context().wrap_socket(connection.sock, server_hostname=parts.hostname)
    try:
        path = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
        host = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
        headers = {"Host": host, "User-Agent": "communique", "Accept": "text/html, */*", "Accept-Encoding": "identity"}
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        if response.status in (301, 302, 303, 307, 308) and response.headers.get("Location"):
            return str(response.headers["Location"])
        if response.status != 200:
            raise InputError(f"cannot be fetched (the server says {response.status})")
        content = _body(response, connection, deadline)
        return Page(address, response.headers.get_content_type(), content)
    finally:
        connection.close()


def _connect(host: str, port: int, deadline: float) -> socket.socket:
    """Connect to the first address of a host, all of which have to be public."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if os.environ.get(ALLOW) != "allow":
        for *_, place in found:
            machine = ipaddress.ip_address(str(place[0]).partition("%")[0])
            if not _is_public(machine):
                raise InputError(
                    f"is at a private address ({machine}); set {ALLOW}=allow in the environment to read it"
                )
    fault: OSError | None = None
    for *_, place in found:
        try:
            return socket.create_connection((place[0], port), timeout=_left(deadline))  # type: ignore[arg-type]
        except OSError as error:
            fault = error
    raise fault or OSError("no address")


def _is_public(machine: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(machine, ipaddress.IPv6Address):
        # An IPv6 address may stand for an IPv4 one, and that one may be private.
        inner = machine.ipv4_mapped or machine.sixtofour or (machine.teredo[1] if machine.teredo else None)
        if inner is not None and not _is_public(inner):
            return False
    return machine.is_global and not machine.is_multicast


def _body(response: http.client.HTTPResponse, connection: http.client.HTTPConnection, deadline: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        if connection.sock:
            connection.sock.settimeout(_left(deadline))
        _left(deadline)
        part = response.read1(_CHUNK)
        if not part:
            return b"".join(parts)
        parts.append(part)
        size += len(part)
        if size > MAX_BYTES:
            raise InputError(f"is longer than {MAX_BYTES >> 20} MB")


def _left(deadline: float) -> float:
    left = deadline - monotonic()
    if left <= 0:
        raise TimeoutError(f"took more than {SECONDS:.0f} seconds")
    return left
