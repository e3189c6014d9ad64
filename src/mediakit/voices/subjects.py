"""Where the subject of a reporting verb stands: before it, after it, or at the head of its sentence."""

from dataclasses import replace

from .marks import CLOSE, OPEN
from .mentions import Mention, classify, end_of_name, is_person, name_or_body, speaking_pronouns, start_of_name
from .reading import Reading

_BREAKS = frozenset((*',;:()—–!?.…[]-•|"*', OPEN, CLOSE))
_PASSIVE = frozenset(("be", "been", "was", "were", "is", "are", "being", "été", "être", "était", "étaient", "sera"))
_WHO = frozenset(("who", "which", "qui"))
_ALONE = frozenset(("both", "others", "many", "some", "most", "all", "few", "several"))
_LONGEST = 18


def is_passive(r: Reading, i: int) -> bool:
    """Tell if the verb at token i follows a form of "to be" and is therefore no one's saying."""
    k = i - 1
    while k >= 0 and i - k < 4 and (r.plain[k] in r.lexicon["adverb"] or r.plain[k].endswith("ly")):
        if r.plain[k] in ("est", "sont") and r.lexicon.lang == "fr":
            return r.plain[k - 1] not in ("s'", "se")
        k -= 1
    return k >= 0 and r.plain[k] in _PASSIVE


def find_before(r: Reading, verb: int, low: int) -> Mention | None:
    """Give the subject that stands before token `verb`, not before token `low`, or None."""
    adverbs = r.lexicon["adverb"] - _ALONE
    k = verb - 1
    while k >= low and verb - k < 8 and (r.plain[k] in adverbs or r.plain[k].endswith("ly")):
        k -= 1
    if k < low:
        return None
    shown = k if r.plain[k] in _WHO else -1
    for _ in range(3):
        word = r.words[k]
        if r.plain[k] in r.lexicon["relative"] and k - 1 >= low:
            k -= 2 if r.words[k - 1] == "," else 1
            low = max(low, _nearest_article(r, k, low))
        elif word in (",", "–", "—", "-", ")"):
            left = _matching(r, k, low)
            if left is None:
                return None
            name = _name_aside(r, left, k)
            if name:
                return replace(name, shown=shown)
            k = left - 1
            k = _skip_apposition(r, k, low)
        else:
            break
        if k < low:
            return None
    found = _phrase_ending_at(r, k, low)
    return replace(found, shown=shown) if found else None


def _nearest_article(r: Reading, k: int, low: int) -> int:
    """Give where what "who" goes with begins: at the nearest article, at a plural without one, else at `low`."""
    if r.is_name(k):
        return low
    alone = k if r.lexicon.lang == "en" and r.plain[k].endswith("s") else low
    return next((j for j in range(k, max(low, k - 6), -1) if r.plain[j] in r.lexicon["determiner"]), alone)


def _matching(r: Reading, k: int, low: int) -> int | None:
    """Give the token that opens the aside which token k closes."""
    wanted = "(" if r.words[k] == ")" else r.words[k]
    for j in range(k - 1, max(low, k - 40), -1):
        if r.words[j] == wanted:
            return j
    return None


def _name_aside(r: Reading, left: int, right: int) -> Mention | None:
    """Give the name between two commas where a role stands before it ("the minister, Ann Lee, said")."""
    titles = r.lexicon["title_m"] | r.lexicon["title_f"]
    first = left + 1
    named = right - first >= 2 and start_of_name(r, right - 1, first) == first and is_person(r, first, right)
    titled = right - first >= 2 and r.words[first] in titles
    if not (named or titled) or (r.is_name(left - 1) and not titled):
        return None
    return Mention(first, right, "name")


def _skip_apposition(r: Reading, k: int, low: int) -> int:
    """Give the last token of the name before k where k ends an aside after it, such as an age or "the minister"."""
    j = k
    while j > low and r.words[j] not in _BREAKS:
        j -= 1
    if j <= low or r.words[j] != "," or not r.is_name(j - 1):
        return k
    head = r.plain[j + 1]
    if head[:2] in ("r-", "d-", "i-"):
        return j - 1
    aside = head.isdigit() or head in r.lexicon["relative"] or (head in r.lexicon["determiner"] and not r.is_name(k))
    return j - 1 if aside else k


def _phrase_ending_at(r: Reading, k: int, low: int) -> Mention | None:
    """Give the noun phrase that ends at token k."""
    lexicon = r.lexicon
    if r.plain[k] in speaking_pronouns(r):
        return Mention(k, k + 1, "pronoun")
    j = k
    while j >= low and k - j < _LONGEST and not _bounds(r, j, k):
        j -= 1
    first = j + 1
    if k - j >= _LONGEST:
        first = start_of_name(r, k, low)
    skipped = (lexicon["adverb"] | lexicon["time"]) - lexicon["determiner"] - _ALONE
    while first <= k and r.plain[first] in skipped:
        first += 1
    if first <= k and r.plain[first] in lexicon["preposition"]:
        first = _after_opening_phrase(r, first, k)
    return classify(r, first, k + 1)


def _bounds(r: Reading, j: int, k: int) -> bool:
    """Tell if no phrase that ends at k reaches over token j."""
    word = r.plain[j]
    if r.words[j] in _BREAKS or word in r.lexicon["relative"]:
        return True
    if word in ("and", "et", "&"):
        joined = j > 0 and j < k and r.is_name(j - 1) and r.is_name(j + 1)
        return not joined
    return word in r.lexicon["boundary"] or (word in speaking_pronouns(r) and j < k)


def _after_opening_phrase(r: Reading, first: int, k: int) -> int:
    """Skip "On Monday" before "the ministry": the subject begins at the last article, else at the last name."""
    for j in range(k - 1, first, -1):
        if r.plain[j] in r.lexicon["determiner"] and j - first >= 2 and r.plain[j - 1] not in r.lexicon["preposition"]:
            return j
    start = start_of_name(r, k, first)
    return start if start - first >= 2 else k + 1


def find_after(r: Reading, j: int, high: int) -> Mention | None:
    """Give the noun phrase that begins at token j (after "said", "according to", « selon »), before token `high`."""
    lexicon = r.lexicon
    if j < high and r.plain[j] in speaking_pronouns(r):
        return Mention(j, j + 1, "pronoun")
    while (
        j < high
        and (r.plain[j] in lexicon["adverb"] - lexicon["determiner"] or r.plain[j].endswith("ly"))
        and r.plain[j] != "the"
    ):
        j += 1
    if j < high and r.plain[j] in speaking_pronouns(r):
        return Mention(j, j + 1, "pronoun")
    if r.lexicon.lang == "fr":
        j = _after_audience(r, j, high)
    k = j
    while k < high and k - j < 14 and r.words[k] not in _BREAKS and not _ends_phrase(r, j, k):
        k += 1
    found = classify(r, j, k)
    if found and found.kind == "group" and k + 1 < high and r.words[k] == ",":
        name = end_of_name(r, k + 1, high)
        if name - k > 2 and is_person(r, k + 1, name) and (name >= high or r.words[name] in _BREAKS):
            return Mention(k + 1, name, "name")
    return found


def _is_manner(following: list[str]) -> bool:
    """Tell if « d'une voix », « d'un ton » or « de 38 ans » follows."""
    return following[1:] in (["voix"], ["ton"], ["air"], ["trait"], ["geste"]) or following[1:] == ["ans"]


def _after_audience(r: Reading, j: int, high: int) -> int:
    """Skip « devant la presse » between a verb and the person who speaks."""
    if j >= high or r.plain[j] not in r.lexicon["preposition"]:
        return j
    for k in range(j + 1, min(high, j + 7)):
        if r.words[k] in _BREAKS:
            break
        if r.is_name(k) and is_person(r, k, end_of_name(r, k, high)):
            return k
    return j


def _ends_phrase(r: Reading, j: int, k: int) -> bool:
    """Tell if token k can no longer belong to the noun phrase that begins at j."""
    if k == j:
        return False
    word = r.plain[k]
    if r.lexicon.lang == "fr" and (word in ("d'", "de")) and _is_manner(r.plain[k + 1 : k + 3]):
        return True
    if word in ("and", "et"):
        return not (r.is_name(k - 1) and r.is_name(k + 1) if k + 1 < len(r.words) else False)
    return word in r.lexicon["stop"] or word in r.lexicon["time"]


def find_main(r: Reading, first: int, last: int) -> Mention | None:
    """Give the likely subject of the sentence from token `first`: what stands first after an opening phrase."""
    j = first
    while j < last and ((r.words[j] in _BREAKS and r.words[j] != OPEN) or r.plain[j] in r.lexicon["boundary"]):
        j += 1
    opening = j < last and r.plain[j] in r.lexicon["preposition"]
    for _ in range(4):
        if not opening:
            break
        comma = next((i for i in range(j, min(last, j + 25)) if r.words[i] == ","), None)
        if comma is None:
            return None
        j = comma + 1
        end = next((i for i in range(j, min(last, j + 4)) if r.words[i] == ","), None)
        opening = j < last and (r.plain[j] in r.lexicon["preposition"] or r.plain[j].isdigit() or end is not None)
    group = _plain_group(r, j, last) if r.lexicon.lang == "en" else None
    if group:
        return group
    for i in range(j, min(last, j + 12)):
        if r.words[i] in (OPEN, CLOSE, ";", ":"):
            return None
        if r.is_name(i) or r.plain[i] in speaking_pronouns(r) or r.plain[i] in r.lexicon["determiner"]:
            return _first_phrase(r, i, last)
    return None


def _plain_group(r: Reading, j: int, last: int) -> Mention | None:
    """Give the group without an article or name at token j, such as "other advisers", before its verb."""
    if j >= last or r.is_name(j) or r.plain[j] in r.lexicon["determiner"] | speaking_pronouns(r) | r.lexicon["time"]:
        return None
    for k in range(j + 1, min(last, j + 9)):
        if r.words[k] in _BREAKS or r.plain[k] in r.lexicon["that"]:
            return None
        if r.plain[k] in r.lexicon["finite"]:
            return Mention(j, k, "group") if r.plain[k - 1].endswith("s") else None
    return None


def _first_phrase(r: Reading, i: int, last: int) -> Mention | None:
    """Give the name, pronoun or role at token i."""
    end = end_of_name(r, i, last)
    while i < end < last and r.plain[end] in r.lexicon["role"]:
        end = max(end + 1, end_of_name(r, end + 1, last))
    if end > i:
        return classify(r, i, end)
    if r.plain[i] in speaking_pronouns(r):
        return Mention(i, i + 1, "pronoun")
    end = end_of_name(r, i + 1, last)
    if end > i + 1:
        return name_or_body(r, i, i + 1, end)
    roles = r.lexicon["role"] | r.lexicon["institution"]
    k = i + 1
    while k < min(last, i + 5) and r.words[k] not in _BREAKS:
        if r.plain[k] in roles and not (k + 1 < last and r.plain[k + 1] in roles):
            end = end_of_name(r, k + 1, last)
            return classify(r, i, end)
        k += 1
    return None
