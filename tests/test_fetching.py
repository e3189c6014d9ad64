"""Fetching: polite, within limits of size and time, and never into the local network unless told so."""

import gzip
import http.server
import re
import socket
import threading
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediakit.corpus.sources import connecting
from mediakit.corpus.sources.connecting import is_public
from mediakit.corpus.sources.fetching import Fetcher, FetchError
from mediakit.corpus.sources.robots import parse_robots

PAGE = b"<html><body><article><p>The pact held for a third winter.</p></article></body></html>"


class Site(http.server.BaseHTTPRequestHandler):
    """Answers from a table: path to (status, headers, body)."""

    answers: dict
    asked: list
    done: threading.Event

    def do_GET(self):
        self.asked.append((self.path, dict(self.headers)))
        status, headers, body = self.answers.get(self.path, (404, {}, b""))
        if body == "hang":
            self.done.wait(20)
            return
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        if headers.get("X-Slow"):
            while not self.done.wait(0.05):
                try:
                    self.wfile.write(b"x")
                except OSError:
                    return
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextmanager
def serve(answers):
    """A site on the loopback, and what it was asked."""
    site = type("Table", (Site,), {"answers": answers, "asked": [], "done": threading.Event()})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", site.asked
    finally:
        site.done.set()
        server.shutdown()
        server.server_close()
        thread.join()


def make_fetcher(**options):
    return Fetcher(**({"delay": 0, "allow_local": True, "timeout": 10} | options))


def test_a_page_is_fetched_under_the_name_of_mediakit():
    with serve({"/a": (200, {"Content-Type": "text/html; charset=cp1252"}, PAGE)}) as (site, asked):
        answer = make_fetcher().fetch(f"{site}/a")
    assert answer.body == PAGE
    assert (answer.url, answer.content_type, answer.charset) == (f"{site}/a", "text/html", "cp1252")
    assert [path for path, _ in asked] == ["/robots.txt", "/a"]
    assert all(headers["User-Agent"].startswith("mediakit/") for _, headers in asked)


def test_a_compressed_page_is_expanded_within_the_limit():
    packed = {"Content-Encoding": "gzip"}
    answers = {"/a": (200, packed, gzip.compress(PAGE)), "/bomb": (200, packed, gzip.compress(bytes(10**6)))}
    with serve(answers) as (site, _):
        fetcher = make_fetcher(largest=10**5)
        assert fetcher.fetch(f"{site}/a").body == PAGE
        with pytest.raises(FetchError, match="it expands to more than 100,000 bytes"):
            fetcher.fetch(f"{site}/bomb")


@pytest.mark.parametrize("headers", [{}, {"Content-Length": ""}])
def test_a_body_larger_than_the_limit_is_refused(headers):
    with serve({"/a": (200, headers, bytes(300_000))}) as (site, _):
        with pytest.raises(FetchError, match=r"/a was not fetched: it is larger than 200,000 bytes\."):
            make_fetcher(largest=200_000).fetch(f"{site}/a")
        assert len(make_fetcher(largest=300_000).fetch(f"{site}/a").body) == 300_000


def test_a_body_that_breaks_off_is_refused():
    with (
        serve({"/a": (200, {"Content-Length": "900"}, PAGE)}) as (site, _),
        pytest.raises(FetchError, match="the connection broke off"),
    ):
        make_fetcher().fetch(f"{site}/a")


@pytest.mark.parametrize("answer", [(200, {}, "hang"), (200, {"X-Slow": "1", "Content-Length": "999999"}, b"")])
def test_a_server_that_hangs_or_drips_is_left_in_time(answer):
    with (
        serve({"/feed": answer}) as (site, _),
        pytest.raises(FetchError, match=r"/feed was not fetched: no answer within 0\.4 seconds\."),
    ):
        make_fetcher(timeout=0.4).fetch(f"{site}/feed")


def test_a_server_that_sends_no_end_of_a_header_is_left_in_time():
    listening = socket.create_server(("127.0.0.1", 0))
    done = threading.Event()

    def drip():
        accepted, _ = listening.accept()
        with accepted:
            accepted.recv(1000)
            accepted.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while not done.wait(0.05):
                try:
                    accepted.sendall(b"x")
                except OSError:
                    return

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        with pytest.raises(FetchError, match=r"no answer within 0\.4 seconds"):
            make_fetcher(timeout=0.4).fetch(f"http://127.0.0.1:{listening.getsockname()[1]}/a")
    finally:
        done.set()
        thread.join()
        listening.close()


@pytest.mark.parametrize("status", [404, 410, 500, 503, 204])
def test_any_other_answer_than_200_is_told(status):
    with serve({"/feed": (status, {}, b"")}) as (site, _), pytest.raises(FetchError, match=f"answered {status} for"):
        make_fetcher().fetch(f"{site}/feed")


def test_a_server_that_is_not_there_is_told():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(FetchError, match=r"robots\.txt cannot be had: .*Connection refused\."):
        make_fetcher().fetch(f"http://127.0.0.1:{port}/a")


def test_redirects_are_followed_but_not_for_ever():
    answers = {
        "/a": (301, {"Location": "/b"}, b""),
        "/b": (302, {"Location": "c?x=é 1"}, b""),
        "/c?x=%C3%A9%201": (200, {}, PAGE),
        "/loop": (302, {"Location": "/loop"}, b""),
        "/out": (302, {"Location": "file:///etc/hostname"}, b""),
    }
    answers["/b"] = (302, {"Location": "c?x=%C3%A9 1"}, b"")
    with serve(answers) as (site, _):
        assert make_fetcher().fetch(f"{site}/a").body == PAGE
        with pytest.raises(FetchError, match="/loop redirects more than 5 times"):
            make_fetcher().fetch(f"{site}/loop")
        with pytest.raises(FetchError, match="'file:///etc/hostname' is no address of the web"):
            make_fetcher().fetch(f"{site}/out")


def test_what_robots_txt_forbids_is_not_asked_for():
    rules = b"User-agent: *\nDisallow: /\n\nUser-agent: MediaKit\nDisallow: /private\nAllow: /private/press\n"
    answers = {"/robots.txt": (200, {}, rules), "/a": (200, {}, PAGE), "/private/press": (200, {}, PAGE)}
    with serve(answers | {"/to": (302, {"Location": "/private/x"}, b"")}) as (site, asked):
        fetcher = make_fetcher()
        fetcher.fetch(f"{site}/a")
        fetcher.fetch(f"{site}/private/press")
        for path in ("/private/x", "/to"):
            with pytest.raises(FetchError, match=r"The site's robots\.txt forbids .*/private/x\."):
                fetcher.fetch(f"{site}{path}")
    assert [path for path, _ in asked] == ["/robots.txt", "/a", "/private/press", "/to"]


def test_a_site_whose_robots_txt_fails_is_left_alone_and_asked_once():
    with serve({"/robots.txt": (500, {}, b""), "/a": (200, {}, PAGE)}) as (site, asked):
        fetcher = make_fetcher()
        for _ in range(2):
            with pytest.raises(FetchError, match=r"/a is not fetched, because the site's robots\.txt cannot be had"):
                fetcher.fetch(f"{site}/a")
    assert [path for path, _ in asked] == ["/robots.txt"]


def test_requests_to_one_host_keep_their_distance():
    waited = []
    with serve({"/a": (200, {}, PAGE)}) as (site, _):
        fetcher = make_fetcher(delay=5, wait=waited.append)
        fetcher.fetch(f"{site}/a")
        fetcher.fetch(f"{site}/a")
    assert len(waited) == 2
    assert all(4 < seconds <= 5 for seconds in waited)


def test_a_delay_that_robots_txt_asks_for_is_kept_or_the_site_left_alone():
    waited = []
    for asked_for in (20, 3600):
        answers = {"/robots.txt": (200, {}, b"User-agent: *\nCrawl-delay: %d" % asked_for), "/a": (200, {}, PAGE)}
        with serve(answers) as (site, _):
            fetcher = make_fetcher(wait=waited.append)
            if asked_for == 20:
                fetcher.fetch(f"{site}/a")
            else:
                with pytest.raises(FetchError, match="asks for 3600 seconds between two requests"):
                    fetcher.fetch(f"{site}/a")
    assert len(waited) == 1
    assert 19 < waited[0] <= 20


def test_the_local_network_is_refused_unless_allowed():
    with serve({"/a": (200, {}, PAGE)}) as (site, asked):
        port = site.rpartition(":")[2]
        for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1"):
            with pytest.raises(FetchError, match=r"leads to (127\.0\.0\.1|::1), which is in the local network"):
                make_fetcher(allow_local=False).fetch(f"http://{host}:{port}/a")
    assert not asked


def pretend(monkeypatch, names):
    """Let names resolve to addresses, one more each time that they are asked for."""
    original = socket.getaddrinfo
    times = dict.fromkeys(names, 0)

    def resolve(host, port, *args, **options):
        if host in names:
            address = names[host][min(times[host], len(names[host]) - 1)]
            times[host] += 1
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]
        return original(host, port, *args, **options)

    monkeypatch.setattr(connecting.socket, "getaddrinfo", resolve)
    return times


def test_a_redirect_into_the_local_network_is_refused(monkeypatch):
    pretend(monkeypatch, {"news.example": ["127.0.0.1"], "keys.example": ["169.254.169.254"]})
    monkeypatch.setattr(connecting, "is_public", lambda address: address == "127.0.0.1")  # the site itself stands there
    answers = {
        "/a": (302, {"Location": "http://keys.example/latest/meta-data/"}, b""),
        "/b": (302, {"Location": "http://10.0.0.7/admin"}, b""),
    }
    with serve(answers) as (site, _):
        port = site.rpartition(":")[2]
        for path, address in (("/a", "169.254.169.254"), ("/b", "10.0.0.7")):
            with pytest.raises(FetchError, match=f"leads to {address}, which is in the local network"):
                make_fetcher(allow_local=False).fetch(f"http://news.example:{port}{path}")


def test_a_name_that_changes_its_address_gains_nothing(monkeypatch):
    times = pretend(monkeypatch, {"news.example": ["192.0.2.1", "127.0.0.1"]})
    monkeypatch.setattr(connecting, "is_public", lambda address: address == "192.0.2.1")
    connected = []

    def connect(address, **_):
        connected.append(address)
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(connecting.socket, "create_connection", connect)
    with pytest.raises(FetchError, match="Connection refused"):
        make_fetcher(allow_local=False).fetch("http://news.example/a")
    assert times == {"news.example": 1}
    assert connected == [("192.0.2.1", 80)]  # the address that was checked, and not the name


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
        *("224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1"),
        *("64:ff9b::a9fe:a9fe", "2002:7f00:1::", "fd00:ec2::254"),
    ],
)
def test_addresses_of_the_local_network_are_known(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14"])
def test_addresses_of_the_internet_are_known(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.html",
        "file:///etc/hostname",
        "ftp://a.example/",
        "http://",
        "http://[::1",
        "gopher://a",
        "http://a:99999/",
    ],
)
def test_what_is_no_address_of_the_web_is_refused(url):
    with pytest.raises(FetchError, match="is no address of the web: only http and https are fetched"):
        make_fetcher().fetch(url)


def test_line_ends_in_an_address_do_not_reach_the_server():
    with serve({"/a%20HTTP/1.1X:%20y": (200, {}, PAGE)}) as (site, asked):
        make_fetcher().fetch(f"{site}/a HTTP/1.1\r\nX: y")
    assert "X" not in asked[-1][1]


@pytest.mark.parametrize(("option", "value"), [("delay", -1), ("timeout", 0)])
def test_times_must_be_times(option, value):
    with pytest.raises(ValueError, match="delay must be seconds, 0 or more, and timeout more than 0; got"):
        Fetcher(**{option: value})


ROBOTS = """
# comment
User-agent: other
Disallow: /

User-agent: *
User-agent: third
Disallow: /search   # results
Disallow: /*?print=
Disallow: /*.pdf$
Allow: /search/about
Disallow: /caf%C3%A9
Disallow: /same
Allow: /same
Disallow:
Crawl-delay: 2.5
Nonsense
"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", True),
        ("", True),
        ("/search", False),
        ("/searching?q=1", False),
        ("/search/about", True),
        ("/a/b?print=1", False),
        ("/a.pdf", False),
        ("/a.pdf?x", True),
        ("/café/x", False),
        ("/caf%c3%a9/x", False),
        ("/same", True),
    ],
)
def test_robots_rules_are_read_as_the_standard_says(path, expected):
    robots = parse_robots(ROBOTS, agent="mediakit")
    assert robots.allows(f"https://a.example{path}") == expected
    assert robots.delay == 2.5
    assert parse_robots(ROBOTS, agent="third").rules == robots.rules
    assert not parse_robots(ROBOTS, agent="Other").allows(f"https://a.example{path}")


@given(st.text(max_size=200))
def test_any_robots_txt_can_be_read(text):
    parse_robots(text, agent="mediakit").allows("https://a.example/b?c")


@given(st.lists(st.sampled_from(["a", "b", "/", "*"]), max_size=8), st.booleans(), st.text(alphabet="ab/", max_size=10))
def test_patterns_match_as_the_regular_expressions_that_they_stand_for(pattern, is_anchored, path):
    rule = "/" + "".join(pattern) + "$" * is_anchored
    expression = ".*".join(map(re.escape, rule.removesuffix("$").split("*"))) + "$" * is_anchored
    robots = parse_robots(f"User-agent: *\nDisallow: {rule}", agent="mediakit")
    assert robots.allows(f"https://a.example/{path}") == (re.match(expression, f"/{path}") is None)
