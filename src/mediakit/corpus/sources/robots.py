"""
What a site lets a program fetch: its robots.txt, read as RFC 9309 says.

The group of rules for the agent's own name holds, else the group for all. Of the rules that match a path the longest
decides, and the one that allows where two are equally long. ``*`` stands for any characters, ``$`` for the end.

References
----------
Koster, M., Illyes, G., Zeller, H. and Sassman, L. (2022). Robots Exclusion Protocol. RFC 9309. doi:10.17487/RFC9309

"""

from __future__ import annotations

import dataclasses
import math
from typing import Final
from urllib.parse import quote, unquote, urlsplit

_SAFE: Final = "/?&=:@!$'()*+,;~#[]"
_LONGEST_RULE: Final = 2000  # characters


@dataclasses.dataclass(frozen=True, slots=True)
class Robots:
    """
    Rules of a site for one agent.

    Attributes
    ----------
    rules : tuple of (bool, str)
        Whether a rule allows, and its pattern.
    delay : float
        Seconds that the site asks for between two requests; 0 where it does not ask.

    """

    rules: tuple[tuple[bool, str], ...] = ()
    delay: float = 0.0

    def allows(self, url: str) -> bool:
        r"""
        Tell whether the rules let an address be fetched.

        Examples
        --------
        >>> rules = parse_robots("User-agent: *\nDisallow: /private\nAllow: /private/press*.html$", agent="mediakit")
        >>> rules.allows("https://a.example/private/x"), rules.allows("https://a.example/private/press-1.html")
        (False, True)

        """
        parts = urlsplit(url)
        path = _normalize(parts.path or "/") + (f"?{_normalize(parts.query)}" if parts.query else "")
        matching = [(len(pattern), allows) for allows, pattern in self.rules if _matches(pattern, path)]
        return max(matching, default=(0, True))[1]


def parse_robots(text: str, *, agent: str) -> Robots:
    """
    Read a robots.txt.

    Parameters
    ----------
    text : str
        The file.
    agent : str
        Name of the program, without its version.

    Returns
    -------
    robots : Robots
        The rules of the groups that name `agent`, or of those for all where none does.

    """
    groups: dict[str, list[tuple[bool, str]]] = {}
    delays: dict[str, float] = {}
    named: list[str] = []
    is_heading = False
    for line in text.splitlines():
        key, _, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if key == "user-agent":
            named = [*named, value.lower()] if is_heading else [value.lower()]
            groups.setdefault(value.lower(), [])
        elif key in {"allow", "disallow"} and value:
            for name in named:
                groups[name].append((key == "allow", _normalize(value[:_LONGEST_RULE])))
        elif key == "crawl-delay":
            delays |= dict.fromkeys(named, _to_seconds(value))
        is_heading = key == "user-agent" or (is_heading and not key)
    chosen = agent.lower() if agent.lower() in groups else "*"
    return Robots(tuple(groups.get(chosen, ())), delays.get(chosen, 0.0))


def _to_seconds(value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        return 0.0
    return seconds if math.isfinite(seconds) and seconds > 0 else 0.0


def _normalize(path: str) -> str:
    """A path as it is compared, whatever of it was written with percent signs."""
    return quote(unquote(path), safe=_SAFE)


def _matches(pattern: str, path: str) -> bool:
    """Whether a pattern with ``*`` and a final ``$`` matches from the beginning of a path; in linear time."""
    is_anchored = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not others:
        return not is_anchored or path == first
    place = len(first)
    for piece in others[:-1]:
        found = path.find(piece, place)
        if found < 0:
            return False
        place = found + len(piece)
    last = others[-1]
    return path.endswith(last) and len(path) - len(last) >= place if is_anchored else path.find(last, place) >= 0
