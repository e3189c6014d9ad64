"""Where the words begin that a reporting verb reports: after "said that", after "said", around ", she said,"."""

from .marks import OPEN
from .reading import Cue, Reading, Sentence
from .subjects import find_after

FEWEST = 3
_SUBJECTS = frozenset(["he", "she", "they", "it", "there", "we", "i", "you", "this", "these", "those", "his", "her"])
_SPEAKING = frozenset(["he", "she", "they", "it", "there", "we", "i", "you"])
_SPANS = frozenset(("day", "week", "month", "year", "morning", "afternoon", "evening", "night", "weekend"))
_HEARERS = frozenset(("us", "me", "him", "her", "them", "you", "it"))
_NEGATED = frozenset(("not", "to", "n't", "didn't", "no"))
_MANNERS = frozenset(("in", "on", "at", "during", "to", "through", "by", "before", "after", "when", "as", "via"))
_JOINS = frozenset(["and", "but", "or", "because", "although", "though", "while", "if", "so", "as", "since", "which"])
_NO_CLAUSE = frozenset(("ce", "so", "than", "plus", "moins", "parce", "alors", "bien", "afin", "pour"))
_ARTICLES = frozenset(("a", "an", "the", "his", "her", "this"))
_PLACES = frozenset(("statement", "interview", "letter", "email", "speech", "tweet", "conference", "report", "memo"))
_FAR = 30

Piece = tuple[int, int]
"""Tokens ``first`` to ``last`` (exclusive) of reported words."""


def find_clause(r: Reading, cue: Cue, sentence: Sentence) -> Piece | None:
    """Give the tokens of the clause that follows a reporting verb."""
    if r.lexicon.lang == "fr":
        return find_after_that(r, cue, sentence, 7)
    if is_inverted(r, cue, sentence) or (r.words[cue.last : cue.last + 1] == [","] and find_around(r, cue, sentence)):
        return None
    far = r.plain[cue.last : cue.last + 1] in (["in"], ["on"], ["at"], ["to"], ["during"])
    reach = {"tell": 10, "bare": 12}.get(cue.form.use, 10 if far else 7)
    found = _at_once(r, cue, sentence)
    return found or find_after_that(r, cue, sentence, reach) or _without_that(r, cue, sentence)


def find_after_that(r: Reading, cue: Cue, sentence: Sentence, reach: int) -> Piece | None:
    """Find "that" or « que » within `reach` tokens of the verb with no other clause between."""
    that = r.lexicon["that"]
    for i in range(cue.last, min(cue.last + reach, sentence.last - 1)):
        if r.plain[i] in that:
            if i and r.plain[i - 1] in _NO_CLAUSE:
                return None
            between = i - cue.last
            noun = between > 0 and r.plain[cue.last] in r.lexicon["determiner"] and cue.form.use not in ("tell", "bare")
            noun = noun and r.plain[i - 1] not in _SPANS
            return None if noun else (i + 1, sentence.last)
        word = r.words[i]
        if word in ";:()" or word == OPEN or (r.plain[i] in r.lexicon.forms and _is_verb_of_its_own(r, i)):
            return None
        if word == "," and cue.form.use not in ("bare", "tell") and r.lexicon.lang == "en":
            return None
    return None


def _is_verb_of_its_own(r: Reading, i: int) -> bool:
    """Tell if token i is a verb of its own and no noun such as "report" after an article."""
    before = r.plain[i - 1]
    return before not in r.lexicon["determiner"] and before not in r.lexicon["preposition"]


def is_inverted(r: Reading, cue: Cue, sentence: Sentence) -> bool:
    """Tell "the road is closed, said Ann Lee, who ..." from "Ann Lee, the mayor, said the road ..."."""
    k = cue.first - 1
    if k <= sentence.first or r.words[k] != "," or cue.last >= sentence.last:
        return False
    if cue.form.use not in ("bare", "clause") or cue.form.tense == "ing":
        return False
    following = r.plain[cue.last]
    kinds = r.lexicon["determiner"] | r.lexicon["plural"] | r.lexicon["role"]
    if not (r.is_name(cue.last) or following in kinds or following.endswith("s")):
        return False
    left = next((j for j in range(k - 1, max(sentence.first, k - 40) - 1, -1) if r.words[j] == ","), None)
    if left is None:
        return has_verb(r, max(sentence.first, k - _FAR), k)
    aside = r.plain[left + 1]
    return aside not in r.lexicon["relative"] and any(w in r.lexicon["finite"] for w in r.plain[left + 1 : k])


def _at_once(r: Reading, cue: Cue, sentence: Sentence) -> Piece | None:
    """Find the clause of "said she hoped that", where the first "that" belongs to another verb."""
    i = cue.last
    if cue.form.use == "tell" or i + FEWEST > sentence.last:
        return None
    pronoun, joined, _ = r.plain[i].partition("'")
    if pronoun in _SPEAKING and (joined or cue.form.use == "bare" or has_verb(r, i + 1, i + 4)):
        return i, sentence.last
    return None


def _without_that(r: Reading, cue: Cue, sentence: Sentence) -> Piece | None:
    """Find the clause of "said the levy would rise", "said on Monday he agreed", "told reporters it was late"."""
    i = cue.last
    if cue.form.use == "tell":
        hearer = find_after(r, i, sentence.last)
        if r.plain[i] in _HEARERS:
            i += 1
        elif hearer is None or (hearer.kind == "pronoun" and hearer.first != i):
            return None
        else:
            i = hearer.last
    i = skip_when(r, i, sentence.last)
    if i + FEWEST >= sentence.last or r.words[i] in (",", OPEN, ":", ";", "."):
        return None
    return (i, sentence.last) if begins_clause(r, i, sentence.last, free=cue.form.use in ("bare", "tell")) else None


def begins_clause(r: Reading, i: int, last: int, *, free: bool) -> bool:
    """Tell if an English clause begins at token i; where not `free`, only one that cannot be a mere object."""
    word = r.plain[i]
    stop = next((j for j in range(i, min(i + _FAR, last)) if r.words[j] in (OPEN, ";")), last)
    if free:
        plain = word in r.lexicon["finite"] or (
            word not in r.lexicon["preposition"] | r.lexicon["adverb"] and not word.endswith(("ed", ","))
        )
        if word.endswith("ing"):
            return any(w in r.lexicon["finite"] for w in r.plain[i + 1 : stop])
        starts = word in r.lexicon["opener"] or r.is_name(i) or word[0].isdigit() or plain
        return starts and has_verb(r, i, min(stop, i + _FAR))
    if word in _SUBJECTS and has_verb(r, i + 1, i + 3):
        return True
    return (word in r.lexicon["opener"] or r.is_name(i)) and _has_predicate(r, i + 1, min(stop, i + 8))


def _has_predicate(r: Reading, first: int, last: int) -> bool:
    """Tell if a noun phrase is followed by its verb before any comma, "who" or "that"."""
    for i in range(first, last):
        word = r.plain[i]
        if word in (*",;:()", "and", "or") or word in r.lexicon["relative"] or word in r.lexicon["that"]:
            return False
        if has_verb(r, i, i + 1) and r.words[i][0].islower() and not word.endswith(("ed", "'s")):
            return True
    return False


def skip_when(r: Reading, i: int, last: int) -> int:
    """Skip the time and place between a verb and its clause: "on Monday", "in a statement", "late Tuesday"."""
    for _ in range(3):
        if i < last and (r.plain[i] in r.lexicon["time"] or (r.plain[i].endswith("ly") and len(r.plain[i]) > 4)):
            i += 1
        elif i < last and r.plain[i] in r.lexicon["when"]:
            j = i + 1
            while j < last and j - i < 7 and r.plain[j] not in r.lexicon["opener"] - _ARTICLES:
                if r.words[j] in ",.;:" or r.plain[j] in r.lexicon["that"]:
                    return last
                if r.plain[j] in r.lexicon["time"] or r.plain[j] in _PLACES:
                    break
                j += 1
            i = j + 1 if j < last and r.plain[j] not in r.lexicon["opener"] else j
        else:
            break
    return i


def has_verb(r: Reading, first: int, last: int) -> bool:
    """Tell if English tokens hold something like a finite verb."""
    known = r.lexicon["finite"]
    return any(
        w in known or (w.endswith("ed") and len(w) > 3) or w.endswith(("n't", "'s", "'ll", "'d", "'re", "'ve", "'m"))
        for w in r.plain[first:last]
    )


def find_around(r: Reading, cue: Cue, sentence: Sentence) -> list[Piece]:  # noqa: PLR0911
    """Find the clause before and after ", she said," or « , explique-t-il »."""
    if r.lexicon.lang == "en" and is_inverted(r, cue, sentence):
        return [(after_dateline(r, sentence), cue.first - 1)]
    end = cue.last
    while end < sentence.last and end - cue.last < 12 and r.words[end] not in ",.;!?…" and r.words[end] != OPEN:
        end += 1
    if (end < sentence.last - 1 and r.words[end] != ",") or (cue.form.use == "thought" and r.lexicon.lang == "fr"):
        return []
    following = r.plain[cue.last] if cue.last < sentence.last else ","
    plain_end = not following[0].isalnum() or following in r.lexicon["time"] or following in _MANNERS
    plain_end = plain_end or following.endswith("ly") or cue.form.use == "tell"
    as_said = _as_said(r, cue, sentence, end)
    if as_said:
        return [as_said]
    comma = next(
        (k for k in range(cue.first - 1, max(sentence.first, cue.first - 24) - 1, -1) if r.words[k] == ","), None
    )
    if comma is None or cue.form.tense == "ing" or (cue.form.tense == "base" and r.plain[cue.first - 1] in _NEGATED):
        return []
    inside = r.plain[comma + 1 : cue.first]
    if r.lexicon.lang == "en" and not (plain_end and inside):
        return []
    if r.lexicon.lang == "fr" and any(word not in r.lexicon["adverb"] for word in inside):
        return []
    if inside and (
        inside[0] in r.lexicon["relative"] or inside[0] in r.lexicon["boundary"] or inside[0] in ("and", "et")
    ):
        return []
    first = after_dateline(r, sentence)
    before = (first, comma)
    if end >= sentence.last - 1 or not inside:
        return [before] if comma - first >= FEWEST else []
    if comma - first < 1 or end - comma > 14:
        return []
    after = (end + 1, sentence.last)
    following = r.plain[end + 1]
    predicate = following in r.lexicon["finite"] or (following.endswith("s") and following not in r.lexicon["opener"])
    goes_on = predicate or following in _JOINS or not has_verb(r, max(first, comma - _FAR), comma)
    if r.lexicon.lang == "fr":
        return [before if comma - first > sentence.last - end else after]
    return [before, after] if goes_on else [before]


def _as_said(r: Reading, cue: Cue, sentence: Sentence, end: int) -> Piece | None:
    """Give the clause beside "as the minister noted,": after it, else before it."""
    low = max(sentence.first, cue.first - 10)
    start = next((k for k in range(cue.first - 1, low - 1, -1) if r.plain[k] == "as" or r.words[k] == ","), None)
    if start is None or r.plain[start] != "as" or r.lexicon.lang != "en":
        return None
    if r.words[end : end + 1] == [","] and sentence.last - end > FEWEST + 1:
        return end + 1, sentence.last
    return (sentence.first, start - 1) if start - sentence.first > FEWEST and end >= sentence.last - 1 else None


def after_dateline(r: Reading, sentence: Sentence) -> int:
    """Give the first token after a dateline such as "LORVANE, March 14 (Meridian) -"."""
    for i in range(sentence.first + 1, min(sentence.first + 14, sentence.last - 1)):
        if r.words[i] in ("—", "–", "-") and r.words[sentence.first][0].isupper():
            named = all(not w[0].islower() for w in r.words[sentence.first : i])
            return i + 1 if named else sentence.first
    return sentence.first
