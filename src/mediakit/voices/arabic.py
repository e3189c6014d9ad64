"""Speakers and reported clauses in Arabic, where the verb comes first and "he" hides in the verb."""

from .arabic_names import PUNCTUATION, People, end_of_phrase, find_given, find_name
from .cues import Lexicon
from .direct import DirectFinder, Saying
from .marks import CLOSE, OPEN
from .mentions import Mention
from .reading import Cue, Reading, Sentence

_RELATIVE = frozenset(("الذي", "التي", "الذين"))
_RARELY_VERBS = frozenset(("بين", "عبر", "تعد", "يعد", "كاتب", "محدث"))
_WHILE = frozenset(("بينما", "وبينما", "فيما", "وفيما"))
_REACH = 18


def find_subject(r: Reading, cue: Cue) -> Mention | None:
    """Give the subject of an Arabic cue: after the verb, else before it, else the verb's own hidden pronoun."""
    word = r.plain[cue.first]
    ambiguous = (word in _RARELY_VERBS or word[1:] in _RARELY_VERBS) and r.plain[cue.last : cue.last + 1] != ["عن"]
    if ambiguous or (cue.first and r.plain[cue.first - 1] in ("لم", "لا", "لن")):
        return None
    hidden = Mention(cue.first, cue.first + 1, "pronoun")
    sentence = r.sentences[cue.sentence]
    if cue.form.tense == "ing":
        return _subject_of_sentence(r, cue, sentence) or hidden
    end = end_of_phrase(r, cue.last, sentence.last)
    if (
        end > cue.last
        and r.plain[cue.last].endswith("ا")
        and any(f.tense == "ing" for f in r.lexicon.forms.get(r.plain[cue.last], ()))
    ):
        return hidden
    if end > cue.last:
        return _with_aside(r, cue.last, end, sentence.last)
    if word.removeprefix("و") in ("يذكر", "يشار"):
        return None
    return _before_verb(r, cue, sentence) or hidden


def _subject_of_sentence(r: Reading, cue: Cue, sentence: Sentence) -> Mention | None:
    """Give the subject of the nearest earlier verb that reports, else the first phrase that a role or title heads."""
    for other in r.earlier_cues(cue, 3):
        found = find_subject(r, other) if other.form.tense != "ing" else None
        if found:
            return found
    heads = r.lexicon["role"] | r.lexicon["title_m"] | r.lexicon["title_f"]
    for i in range(sentence.first, min(cue.first, sentence.first + 20)):
        if r.plain[i] in heads:
            end = end_of_phrase(r, i, cue.first)
            return Mention(i, end, "name" if find_name(r, i, end) else "group") if end > i else None
    return None


def find_after(r: Reading, first: int, last: int) -> Mention | None:
    """Give the phrase that begins at token `first`, as after « حسب »."""
    end = end_of_phrase(r, first, last)
    return _with_aside(r, first, end, last) if end > first else None


def _with_aside(r: Reading, first: int, end: int, last: int) -> Mention:
    """Take the name of "the minister, Salma Rahouni, said" from the aside where the phrase itself has none."""
    if find_name(r, first, end) is None and end + 1 < last and r.words[end] in (",", "،"):
        aside = end_of_phrase(r, end + 1, last)
        titled = r.plain[end + 1] in r.lexicon["title_m"] | r.lexicon["title_f"]
        if (
            2 <= aside - end - 1 <= 7
            and (titled or find_name(r, end + 1, aside))
            and r.plain[first] in r.lexicon["role"]
        ):
            return Mention(end + 1, aside, "name")
    named = find_name(r, first, end) is not None
    if not named and end < last and r.plain[first] in r.lexicon["role"] and r.plain[end] == "في":
        given = [i for i, _ in find_given(r, end + 1, min(last, end + 6))]
        if given:
            return Mention(given[0], end_of_phrase(r, given[0], last), "name")
    return Mention(first, end, "name" if named else "group")


def _before_verb(r: Reading, cue: Cue, sentence: Sentence) -> Mention | None:
    """Give the phrase that stands between the start of the clause and a verb that follows its subject."""
    k = cue.first - 1
    while k > sentence.first and r.plain[k] in ("قد", "كان", "كانت", "لقد", "ثم"):
        k -= 1
    if r.plain[k] in r.lexicon["that"]:
        return None
    if k > sentence.first and r.plain[k] in _RELATIVE:
        k -= 2 if r.words[k - 1] in (",", "،") else 1
    elif r.words[cue.first][0] == "و":
        return None
    first = k
    while (
        first >= sentence.first
        and k - first < 7
        and r.words[first] not in PUNCTUATION
        and (r.plain[first] not in r.lexicon.forms or first == k)
    ):
        first -= 1
    first += 1
    if first <= k and r.plain[first].removeprefix("و") in r.lexicon["stop"]:
        return None
    if first <= k and r.plain[first] in ("اما", "لكن", "غير"):
        first += 1
    if first > k or not (r.plain[first] in _heads(r.lexicon) or find_name(r, first, k + 1)) or k - first > 5:
        return None
    return Mention(first, k + 1, "name" if find_name(r, first, k + 1) else "group")


def _heads(lexicon: Lexicon) -> frozenset[str]:
    """Give the words that begin a phrase which names a speaker."""
    return lexicon["role"] | lexicon["institution"] | lexicon["title_m"] | lexicon["title_f"]


def find_indirect(r: Reading, finder: DirectFinder, direct: list[Saying], taken: bytearray) -> list[Saying]:
    """Give the clauses after « أن » and « إن » behind a reporting verb; quotes and taken tokens are not needed."""
    del direct, taken
    sayings: list[Saying] = []
    for number, cues in r.cues_of.items():
        sentence, reached = r.sentences[number], 0
        for cue in cues:
            if cue.first < reached or cue.form.use == "partial":
                continue
            that = _find_that(r, cue, sentence)
            mention = finder.subject(cue) if that else None
            if that is None or mention is None:
                continue
            end = _clause_end(r, that + 1, sentence.last)
            if r.plain[sentence.first] in _WHILE:
                end = next((k for k in range(that + 1, end) if r.words[k] in (",", "،")), end)
            for first, last in _split(r, that + 1, end):
                sayings.append(Saying(r.starts[first], r.ends[last - 1], "indirect", number, cue, mention))
                reached = end
    return sayings


def _split(r: Reading, first: int, end: int) -> list[tuple[int, int]]:
    """Cut a reported clause before each « ، وأن », and leave out what is too short."""
    pieces, start = [], first
    for k in range(first + 1, end):
        if r.plain[k] == "وان" and r.words[k - 1] in (",", "،"):
            pieces.append((start, k - 1))
            start = k + 1
    return [(a, b) for a, b in [*pieces, (start, end)] if b - a > 1]


def _find_that(r: Reading, cue: Cue, sentence: Sentence) -> int | None:
    """Give the token « أن » or « إن » that a cue governs."""
    for i in range(cue.last, min(sentence.last - 1, cue.last + _REACH)):
        if r.plain[i] in r.lexicon["that"]:
            return None if r.plain[i - 1] in r.lexicon["no_report"] or r.words[i + 1] == OPEN else i
        if r.words[i] in (OPEN, CLOSE, ":", "؛") or (i > cue.last and r.plain[i] in r.lexicon.forms):
            return None
    return None


def _clause_end(r: Reading, first: int, last: int) -> int:
    """Give the end of a reported clause: at a quote, at a comma before another cue or clause, or at the stop."""
    k = first
    while k < last:
        following = r.plain[k + 1] if k + 1 < last else ""
        if r.words[k] in (OPEN, "؛"):
            break
        if r.words[k] in (",", "،") and (following in r.lexicon.forms or following in r.lexicon["new_clause"]):
            break
        if k > first and r.words[k][0] == "و" and r.plain[k] in r.lexicon.forms and following in ("ان", "علي", "الي"):
            break
        k += 1
    while k > first and r.words[k - 1] in PUNCTUATION:
        k -= 1
    return k


__all__ = ["People", "find_after", "find_indirect", "find_name", "find_subject"]
