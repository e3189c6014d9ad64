"""Pages and feeds from the web: politely, within limits, and never from the local network unless told so."""

from __future__ import annotations

import dataclasses
import http.client
import importlib.metadata
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urljoin, urlsplit

from .connecting import GuardedConnection
from .decoding import find_charset
from .payloads import expand_body
from .robots import Robots, parse_robots

if TYPE_CHECKING:
    from collections.abc import Callable
    from urllib.parse import SplitResult

AGENT: Final = "mediakit"
LONGEST_DELAY: Final = 60.0  # seconds; a site that asks for more is not one to be read in bulk
MOST_REDIRECTS: Final = 5
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_SAFE: Final = "/?&=:@!$'()*+,;~%[]"
_PIECE: Final = 1 << 16


class FetchError(OSError):
    """A page that was not fetched; its message is a sentence that says why."""


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """
    What a server sent.

    Attributes
    ----------
    url : str
        Address at which it was found in the end, after redirects.
    body : bytes
        With its compression undone.
    content_type : str
        Such as ``"text/html"``; empty where the server does not say.
    charset : str or None
        Encoding that the server named.

    """

    url: str
    body: bytes
    content_type: str
    charset: str | None


class Fetcher:
    """
    Fetch pages one after the other.

    It says that it is mediakit, keeps to the robots.txt of each site, and waits between two requests to one host. It
    connects directly and not by a proxy, because only then can it know where it connects to.

    Parameters
    ----------
    delay : float, default 1.0
        Seconds between two requests to one host; more where its robots.txt asks for more.
    timeout : float, default 30.0
        Seconds for one request, from connecting to the last byte.
    largest : int, default 20 MB
        Bytes of one page, as it was sent and when it is expanded.
    allow_local : bool, default False
        Fetch from this machine and from the local network too.
    wait : callable, default time.sleep
        What is called with the seconds to wait.

    Raises
    ------
    ValueError
        If `delay` or `timeout` is no time.

    Examples
    --------
    >>> Fetcher().fetch("file:///etc/hosts")
    Traceback (most recent call last):
    mediakit.corpus.sources.fetching.FetchError: 'file:///etc/hosts' is no address of the web: only http and https ...

    """

    def __init__(
        self,
        *,
        delay: float = 1.0,
        timeout: float = 30.0,
        largest: int = 20 << 20,
        allow_local: bool = False,
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        if not (delay >= 0 and timeout > 0):
            msg = f"delay must be seconds, 0 or more, and timeout more than 0; got {delay!r} and {timeout!r}."
            raise ValueError(msg)
        self._delay = delay
        self._timeout = timeout
        self._largest = largest
        self._allow_local = allow_local
        self._wait = wait
        self._asked: dict[str, float] = {}  # host: when it was last asked
        self._robots: dict[str, Robots | FetchError] = {}
        self._headers = {
            "User-Agent": f"{AGENT}/{importlib.metadata.version('mediakit')}",
            "Accept": "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, */*;q=0.1",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
        }

    def fetch(self, url: str) -> Answer:
        """
        Fetch one page or feed.

        Parameters
        ----------
        url : str
            Its address.

        Returns
        -------
        answer : Answer
            What the server sent with status 200.

        Raises
        ------
        FetchError
            If the address is not of the web, robots.txt forbids it, it leads into the local network, the server does
            not answer in time or not with 200, redirects too often, or sends too much.

        """
        asked = url
        for _ in range(MOST_REDIRECTS + 1):
            robots = self._find_robots(url)
            if not robots.allows(url):
                msg = f"The site's robots.txt forbids {url}."
                raise FetchError(msg)
            status, headers, body = self._ask(url, robots.delay)
            if status in _REDIRECTS and headers.get("Location"):
                url = urljoin(url, headers["Location"])
                continue
            if status != 200:
                msg = f"The server answered {status} for {url}."
                raise FetchError(msg)
            content_type = headers.get("Content-Type", "")
            kind = content_type.partition(";")[0].strip().lower()
            return Answer(url, body, kind, find_charset(content_type))
        msg = f"{asked} redirects more than {MOST_REDIRECTS} times."
        raise FetchError(msg)

    def _find_robots(self, url: str) -> Robots:
        """Rules of the site of an address, asked for once."""
        parts = _split(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            try:
                self._robots[site] = self._fetch_robots(site)
            except FetchError as error:
                self._robots[site] = error
        known = self._robots[site]
        if isinstance(known, FetchError):
            msg = f"{url} is not fetched, because the site's robots.txt cannot be had: {known}"
            raise FetchError(msg)
        if known.delay > LONGEST_DELAY:
            msg = f"{url} is not fetched: its site asks for {known.delay:g} seconds between two requests."
            raise FetchError(msg)
        return known

    def _fetch_robots(self, site: str) -> Robots:
        """Rules of a site: none where it has no robots.txt, a fault where the server fails (RFC 9309, 2.3.1)."""
        url = f"{site}/robots.txt"
        for _ in range(MOST_REDIRECTS + 1):
            status, headers, body = self._ask(url, 0.0)
            if status in _REDIRECTS and headers.get("Location"):
                url = urljoin(url, headers["Location"])
            elif status == 200:
                return parse_robots(body.decode("utf-8-sig", errors="replace"), agent=AGENT)
            elif 400 <= status < 500 and status != 429:
                return Robots()
            else:
                msg = f"The server answered {status} for {url}."
                raise FetchError(msg)
        msg = f"{site}/robots.txt redirects more than {MOST_REDIRECTS} times."
        raise FetchError(msg)

    def _ask(self, url: str, delay: float) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Status, headers and body of the answer to one request."""
        parts = _split(url)
        self._keep_distance(parts.hostname or "", delay)
        target = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
        with GuardedConnection(parts, timeout=self._timeout, allow_local=self._allow_local) as connection:
            try:
                connection.request("GET", target, headers=self._headers)
                with connection.getresponse() as response:
                    body = b"" if response.status in _REDIRECTS else self._read_body(response)
                    fault = f"no answer within {self._timeout:g} seconds" if connection.is_late else ""
                    coding = response.headers.get("Content-Encoding", "")
                    body = body if fault else expand_body(body, codings=coding, largest=self._largest)
            except (OSError, http.client.HTTPException, ValueError) as error:
                is_late = connection.is_late or isinstance(error, TimeoutError)
                fault = f"no answer within {self._timeout:g} seconds" if is_late else _describe(error)
            if fault:
                msg = f"{url} was not fetched: {fault}."
                raise FetchError(msg)
        return response.status, response.headers, body

    def _read_body(self, response: http.client.HTTPResponse) -> bytes:
        """All of a body; ValueError where it is too large or breaks off."""
        pieces: list[bytes] = []
        n_bytes = 0
        while max(n_bytes, response.length or 0) <= self._largest and (piece := response.read(_PIECE)):
            pieces.append(piece)
            n_bytes += len(piece)
        n_bytes = max(n_bytes, response.length or 0)
        if n_bytes > self._largest:
            msg = f"it is larger than {self._largest:,} bytes"
            raise ValueError(msg)
        if response.length:
            msg = "the connection broke off"
            raise ValueError(msg)
        return b"".join(pieces)

    def _keep_distance(self, host: str, delay: float) -> None:
        """Wait until a host may be asked again."""
        now = time.monotonic()
        early = self._asked.get(host, float("-inf")) + max(self._delay, delay) - now
        if early > 0:
            self._wait(early)
        self._asked[host] = time.monotonic()


def _split(url: str) -> SplitResult:
    """Parts of an address of the web."""
    try:
        parts = urlsplit(url)
        is_right = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_right = False
    if not is_right:
        msg = f"{url[:200]!r} is no address of the web: only http and https are fetched."
        raise FetchError(msg)
    return parts


def _describe(error: Exception) -> str:
    """What went wrong, as the end of a sentence."""
    reason = getattr(error, "strerror", None) or str(error)
    return (reason or type(error).__name__)[:300].rstrip(".")
