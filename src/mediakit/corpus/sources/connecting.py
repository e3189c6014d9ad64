"""
Connections that lead nowhere but into the public internet, and end in time.

A name is resolved once, all its addresses are checked, and the connection is made to an address that was checked: a
name that resolves to another address the second time it is asked for gains nothing by it.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import Self
    from urllib.parse import SplitResult

_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


class LocalAddressError(OSError):
    """A name that leads into the local network."""


def is_public(address: str) -> bool:
    """
    Tell whether an IP address is one of the public internet.

    Parameters
    ----------
    address : str
        As the resolver gives it.

    Returns
    -------
    is_public : bool
        False for addresses of this machine, of private networks and of single links (where cloud machines find their
        keys), and for IPv6 addresses that stand for such an address.

    Examples
    --------
    >>> [is_public(address) for address in ("93.184.215.14", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1")]
    [True, False, False, False]

    """
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        within = [parsed.ipv4_mapped, parsed.sixtofour, *(parsed.teredo or ())]
        if parsed in _NAT64:
            within.append(ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF))
        if any(inner is not None and not inner.is_global for inner in within):
            return False
        if parsed.ipv4_mapped is not None:
            return True
    return parsed.is_global and not parsed.is_multicast


class GuardedConnection(http.client.HTTPConnection):
    """
    A connection to one server, which is cut when its time is over.

    Parameters
    ----------
    parts : SplitResult
        The address, by ``urllib.parse.urlsplit``; its scheme is http or https.
    timeout : float
        Seconds for all of it: connecting, asking and reading.
    allow_local : bool
        Connect into the local network too.

    Attributes
    ----------
    is_late : bool
        True once the time is over.

    """

    def __init__(self, parts: SplitResult, *, timeout: float, allow_local: bool) -> None:
        is_secure = parts.scheme == "https"
        super().__init__(parts.hostname or "", parts.port or (443 if is_secure else 80), timeout=timeout)
        self.is_late = False
        self._context = ssl.create_default_context() if is_secure else None
        self._allow_local = allow_local
        self._ends = time.monotonic() + timeout
        self._opened: socket.socket | None = None
        self._watch = threading.Timer(timeout, self._cut)
        self._watch.daemon = True

    def __enter__(self) -> Self:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._watch.cancel()
        self.close()

    def connect(self) -> None:
        """Connect to an address that was checked."""
        self._opened = self.sock = self._open()
        if self._context is not None:
            secured = self._context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self._opened = self.sock = secured
            secured.do_handshake()

    def _open(self) -> socket.socket:
        """Socket to the first address of the host that answers, once all of them are known to be public."""
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        local = [address for address in addresses if not is_public(address)]
        if local and not self._allow_local:
            msg = f"{self.host} leads to {local[0]}, which is in the local network"
            raise LocalAddressError(msg)
        fault = OSError("the name has no address")
        for address in addresses:
            try:
                return socket.create_connection((address, self.port), timeout=max(self._ends - time.monotonic(), 0.01))
            except OSError as error:
                fault = error
        raise fault

    def _cut(self) -> None:
        """End whatever waits for the server; by the plain socket, because only that is safe from another thread."""
        self.is_late = True
        if self._opened is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self._opened, socket.SHUT_RDWR)
