"""What kind of mention a few words are: a name, a pronoun, or a group or role (English and French)."""

from dataclasses import dataclass
from typing import Literal

from .names import PARTICLES
from .reading import Reading

_PARTICLES = PARTICLES | {"l'"}


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens ``first`` to ``last`` (exclusive) that name a speaker: by name, by pronoun, or as a group or role.

    `shown` is the token of a "who" that stands between the name and its verb, -1 where there is none.
    """

    first: int
    last: int
    kind: Literal["name", "pronoun", "group"]
    shown: int = -1


def classify(r: Reading, first: int, last: int) -> Mention | None:  # noqa: PLR0911
    """Say what kind of mention tokens `first` to `last` are, and narrow them to the name; None if they name no one."""
    if first >= last:
        return None
    lexicon, plain = r.lexicon, r.plain
    if last - first == 1 and plain[first] in speaking_pronouns(r):
        return Mention(first, last, "pronoun")
    start = first
    while start < last and (plain[start] in lexicon["determiner"] or not r.words[start][0].isalpha()):
        start += 1
    if start == last:
        return Mention(first, last, "group") if plain[first] in lexicon["plural"] else None
    leading = start
    while leading < last and (r.is_name(leading) or (leading > start and _joins_name(r, leading, last))):
        leading += 1
    tail = start_of_name(r, last - 1, start)
    if leading == last or (tail == start and leading > start):
        return name_or_body(r, first, start, last)
    if leading > start and start == first and plain[leading] in lexicon["preposition"] and is_person(r, start, leading):
        return Mention(start, leading, "name")
    governed = any(plain[j] in lexicon["preposition"] for j in range(start, min(tail, last)))
    if tail < last and not governed and is_person(r, tail, last):
        return Mention(_title_start(r, start, tail), last, "name")
    if tail < last - 1 and tail > start and not governed:
        return Mention(tail, last, "group")
    return Mention(first, last, "group")


def _joins_name(r: Reading, j: int, last: int) -> bool:
    """Tell if token j is a small word inside a name, such as "de" or "al"."""
    return r.plain[j] in _PARTICLES and r.plain[j] != "of" and j + 1 < last and r.is_name(j + 1)


def _title_start(r: Reading, start: int, tail: int) -> int:
    """Take in the lower-case roles that stand right before a name ("interior minister Tobias Rekke")."""
    j = tail
    while j - 1 >= start and r.plain[j - 1] in r.lexicon["role"]:
        j -= 1
    return j


def name_or_body(r: Reading, first: int, start: int, last: int) -> Mention:
    """Give the mention of a phrase of capitalised words: a person unless an article or a public body says otherwise."""
    if is_person(r, start, last):
        return Mention(start, last, "name")
    return Mention(first, last, "group")


def is_person(r: Reading, first: int, last: int) -> bool:
    """Tell if a run of capitalised words may be a person: it holds no word for a body and is not a role alone."""
    body, role = r.lexicon["institution"], r.lexicon["role"]
    words = [r.plain[j].removesuffix("'s") for j in range(first, last)]
    if any(r.words[j].endswith("'s") for j in range(first, last)) or words[-1] in role:
        return False
    tail = words[-2:] if any(w in role for w in words) else words
    if any(w in body for w in tail):
        return False
    final = r.words[last - 1]
    return not (final.isupper() and len(final) > 1 and r.words[first] != final.title() and len(final) < 5)


def start_of_name(r: Reading, k: int, low: int) -> int:
    """Give the first token of the run of capitalised words that ends at k; k + 1 if there is none."""
    j = k
    while j >= low and (r.is_name(j) or (j < k and r.plain[j] in _PARTICLES and j > low and r.is_name(j - 1))):
        j -= 1
    return j + 1


def end_of_name(r: Reading, j: int, high: int) -> int:
    """Give the end of the run of capitalised words that begins at token j."""
    k = j
    while k < high and (r.is_name(k) or (k > j and _joins_name(r, k, high))):
        k += 1
    return k


def speaking_pronouns(r: Reading) -> frozenset[str]:
    """Give the words that stand for a speaker."""
    kinds = r.lexicon
    return (
        kinds["pronoun_m"]
        | kinds["pronoun_f"]
        | kinds["pronoun_plural"]
        | kinds["pronoun_thing"]
        | kinds["pronoun_self"]
    )
