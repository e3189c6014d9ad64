"""Reported clauses without marks, in English and French: what stands after "said that", before ", she said"."""

from .direct import DirectFinder, Saying
from .marks import OPEN
from .mentions import Mention
from .reading import Cue, Reading, Sentence
from .subjects import find_after

_NOBODY = frozenset(["nobody", "no", "nothing", "none", "neither", "personne", "rien", "aucun", "aucune"])
_ASIDES = frozenset(["tout", "sans", "ce"])
_SUBJECTS = frozenset(["he", "she", "they", "it", "there", "we"])
_FEWEST = 3


def find_indirect(r: Reading, finder: DirectFinder, direct: list[Saying]) -> list[Saying]:
    """Give the reported clauses of a text; none overlaps a direct quote or another clause."""
    used = {s.cue.first for s in direct if s.cue is not None and _leads_at_once(r, s)}
    sayings: list[Saying] = []
    for number, sentence in enumerate(r.sentences):
        taken = sentence.first
        for cue in r.cues_of.get(number, ()):
            if cue.first < taken or cue.form.use in ("partial", "direct"):
                continue
            clause = None if cue.first in used else _clause(r, cue, sentence)
            if clause is None:
                continue
            mention = finder.subject(cue)
            if (
                mention is None
                or not _trusted(r, cue, mention)
                or r.plain[mention.first - 1 : mention.first] == ["what"]
            ):
                continue
            first, last = clause
            sayings += _cut(r, cue, mention, first, last)
            taken = last if first > cue.first else cue.last
        if not sayings or sayings[-1].sentence != number:
            sayings += _according(r, number, sentence)
    return sayings


def _leads_at_once(r: Reading, saying: Saying) -> bool:
    """Tell if the cue of a direct quote has no clause of its own: the quote is all that it reports."""
    if saying.cue is None or saying.span is None:
        return False
    opening = r.opening[saying.span]
    return opening < saying.cue.first or opening - saying.cue.last <= 2 or r.words[opening - 1] in ":,"


def _trusted(r: Reading, cue: Cue, mention: Mention) -> bool:
    """Tell if a subject is good enough for a clause without marks: a state of mind needs someone who can have it."""
    word = r.plain[mention.first]
    if word in ("you", "i", "we", "je", "nous", "vous"):
        return False
    if word in _NOBODY:
        return False
    if word in r.lexicon["pronoun_thing"] and cue.form.use == "thought":
        return False
    return not (mention.kind == "group" and mention.last - mention.first > 14)


def _clause(r: Reading, cue: Cue, sentence: Sentence) -> tuple[int, int] | None:
    """Give the tokens of the clause that a cue reports."""
    if r.lexicon.lang == "fr":
        return _after_that(r, cue, sentence, 7) or _parenthetical(r, cue, sentence)
    reach = {"tell": 10, "bare": 12}.get(cue.form.use, 7)
    found = _after_that(r, cue, sentence, reach)
    if found is None:
        found = _without_that(r, cue, sentence)
    return found or _parenthetical(r, cue, sentence)


def _after_that(r: Reading, cue: Cue, sentence: Sentence, reach: int) -> tuple[int, int] | None:
    """Find "that" or « que » within `reach` tokens of the verb with no other clause between."""
    that = r.lexicon["that"]
    for i in range(cue.last, min(cue.last + reach, sentence.last - 1)):
        if r.plain[i] in that:
            if i and r.plain[i - 1] in ("ce", "so", "than", "plus", "moins", "parce", "alors", "bien", "afin", "pour"):
                return None
            between = i - cue.last
            noun = between > 0 and r.plain[cue.last] in r.lexicon["determiner"] and cue.form.use not in ("tell", "bare")
            return None if noun else (i + 1, sentence.last)
        word = r.words[i]
        if word in ";:()" or word == OPEN or (r.plain[i] in r.lexicon.forms and between_verb(r, i)):
            return None
        if word == "," and cue.form.use not in ("bare", "tell") and r.lexicon.lang == "en":
            return None
    return None


def between_verb(r: Reading, i: int) -> bool:
    """Tell if token i is a verb of its own and no noun such as "report" after an article."""
    before = r.plain[i - 1]
    return before not in r.lexicon["determiner"] and before not in r.lexicon["preposition"]


def _without_that(r: Reading, cue: Cue, sentence: Sentence) -> tuple[int, int] | None:
    """Find the clause of "said the levy would rise", "said on Monday he agreed", "told reporters it was late"."""
    i = cue.last
    if cue.form.use == "tell":
        hearer = find_after(r, i, sentence.last)
        if hearer is None or (hearer.kind == "pronoun" and hearer.first != i):
            return None
        i = hearer.last
    i = _skip_when(r, i, sentence.last)
    if i + _FEWEST >= sentence.last or r.words[i] in (",", OPEN, ":", ";", "."):
        return None
    plural = r.plain[i].endswith("s") and r.plain[i] not in r.lexicon["finite"]
    starts = r.plain[i] in r.lexicon["opener"] or r.is_name(i) or r.plain[i].isdigit() or plural
    if cue.form.use not in ("bare", "tell"):
        starts = r.plain[i] in _SUBJECTS and _has_verb(r, i + 1, i + 3)
    stop = next((j for j in range(i, min(i + 30, sentence.last)) if r.words[j] in (OPEN, ";")), sentence.last)
    if not starts or not _has_verb(r, i + 1, min(stop, i + 30)):
        return None
    return i, sentence.last


def _skip_when(r: Reading, i: int, last: int) -> int:
    """Skip the time and place between a verb and its clause: "on Monday", "in a statement", "late Tuesday"."""
    for _ in range(3):
        if i < last and r.plain[i] in r.lexicon["time"]:
            i += 1
        elif i < last and r.plain[i] in r.lexicon["when"]:
            j = i + 1
            while (
                j < last
                and j - i < 7
                and r.plain[j] not in r.lexicon["opener"] - {"a", "an", "the", "his", "her", "this"}
            ):
                if r.words[j] in ",.;:" or r.plain[j] in r.lexicon["that"]:
                    return last
                if r.plain[j] in r.lexicon["time"] or r.plain[j] in ("statement", "interview", "letter", "email"):
                    break
                j += 1
            i = j + 1 if j < last and r.plain[j] not in r.lexicon["opener"] else j
        else:
            break
    return i


def _has_verb(r: Reading, first: int, last: int) -> bool:
    """Tell if English tokens hold something like a finite verb."""
    known = r.lexicon["finite"]
    return any(
        w in known or (w.endswith("ed") and len(w) > 3) or w.endswith(("n't", "'s", "'ll", "'d", "'re"))
        for w in r.plain[first:last]
    )


def _parenthetical(r: Reading, cue: Cue, sentence: Sentence) -> tuple[int, int] | None:  # noqa: PLR0911
    """Find the clause around ", she said" or « , explique-t-il »: the longer side of the sentence."""
    end = cue.last
    while end < sentence.last and end - cue.last < 8 and r.words[end] not in ",.;!?…" and r.words[end] != OPEN:
        end += 1
    if (end < sentence.last - 1 and r.words[end] != ",") or cue.form.use == "thought":
        return None
    following = r.plain[cue.last] if cue.last < sentence.last else ","
    plain_end = (
        following in (",", ".", *r.lexicon["time"]) or following in r.lexicon["preposition"] or following[0] == "-"
    )
    if cue.form.use not in ("bare", "tell") and not plain_end and r.lexicon.lang == "en":
        return None
    comma = next(
        (k for k in range(cue.first - 1, max(sentence.first, cue.first - 14) - 1, -1) if r.words[k] == ","), None
    )
    if comma is None or (cue.form.tense == "ing"):
        return None
    inside = r.plain[comma + 1 : cue.first]
    if r.lexicon.lang == "fr" and any(word not in r.lexicon["adverb"] for word in inside):
        return None
    if inside and (
        inside[0] in r.lexicon["relative"] or inside[0] in r.lexicon["boundary"] or inside[0] in ("and", "et")
    ):
        return None
    if cue.sentence in r.quoting:
        return None
    first = _after_dateline(r, sentence)
    if end >= sentence.last - 1:
        return (first, comma) if comma - first >= _FEWEST else None
    left, right = comma - first, sentence.last - end - 1
    if left < 2 or end - comma > 9:
        return None
    return (first, comma) if left > right else (end + 1, sentence.last)


def _after_dateline(r: Reading, sentence: Sentence) -> int:
    """Give the first token after a dateline such as "LORVANE, March 14 (Meridian) -"."""
    for i in range(sentence.first + 1, min(sentence.first + 14, sentence.last - 1)):
        if r.words[i] in ("—", "–", "-") and r.words[sentence.first][0].isupper():
            named = all(not w[0].islower() for w in r.words[sentence.first : i])
            return i + 1 if named else sentence.first
    return sentence.first


def _according(r: Reading, number: int, sentence: Sentence) -> list[Saying]:
    """Find "According to X, CLAUSE" and "CLAUSE, according to X"."""
    for cue in r.accordings.get(number, ()):
        i = cue.first
        mention = find_after(r, cue.last, sentence.last)
        if mention is None or number in r.quoting:
            return []
        comma = next((k for k in range(mention.last, min(sentence.last, mention.last + 14)) if r.words[k] == ","), None)
        if i - sentence.first <= 1:
            return _cut(r, cue, mention, comma + 1, sentence.last) if comma else []
        return _cut(r, cue, mention, _after_dateline(r, sentence), i - 1 if r.words[i - 1] == "," else i)
    return []


def _cut(r: Reading, cue: Cue, mention: Mention, first: int, last: int) -> list[Saying]:
    """Cut a clause at a quote, at a second "and that" and at a tail such as ", adding that"; drop what is too short."""
    sayings: list[Saying] = []
    that = r.lexicon["that"]
    start = i = first
    while i < last:
        word = r.plain[i]
        joined = word in ("and", "et", "but", "mais") and i + 1 < last and r.plain[i + 1] in that
        joined = joined and r.words[i - 1] != ","
        other = word in ("and", "but", "et", "mais") and _other_clause(r, cue, i, last)
        tail = other or (
            r.words[i] == ","
            and i + 1 < last
            and (
                r.plain[i + 1] in r.lexicon["tail"]
                or (r.lexicon.lang == "fr" and r.plain[i + 1] in _ASIDES)
                or _is_new_cue(r, i, last)
            )
        )
        if joined or tail or r.words[i] in (OPEN, ";"):
            sayings += _piece(r, cue, mention, start, i)
            if not joined:
                return sayings
            start = i + 2
            i += 1
        i += 1
    return sayings + _piece(r, cue, mention, start, last)


def _other_clause(r: Reading, cue: Cue, i: int, last: int) -> bool:
    """Tell if after "and" the speaker does something else: "and demanded that", "but refused to"."""
    k = i + 1
    while k < last - 1 and k - i < 4 and r.plain[k] in r.lexicon["adverb"]:
        k += 1
    forms = r.lexicon.forms.get(r.plain[k], ()) if k < last else ()
    return any(f.tense in (cue.form.tense, "past") for f in forms) or (
        k < last and r.plain[k] in ("refused", "declined")
    )


def _is_new_cue(r: Reading, i: int, last: int) -> bool:
    """Tell if a participle that reports follows a comma, as in French « , ajoutant que »."""
    return i + 2 < last and any(f.tense == "ing" for f in r.lexicon.forms.get(r.plain[i + 1], ()))


def _piece(r: Reading, cue: Cue, mention: Mention, first: int, last: int) -> list[Saying]:
    """Give the clause of tokens `first` to `last` without its final stop, if it has words enough."""
    while last > first and not r.words[last - 1][0].isalnum() and r.words[last - 1] not in ")%€$":
        last -= 1
    while first < last and (not r.words[first][0].isalnum() and r.words[first] not in "$€("):
        first += 1
    if last - first < _FEWEST:
        return []
    start, end = r.starts[first], r.ends[last - 1]
    if r.words[last - 1].endswith(".") and end == r.ends[r.sentences[cue.sentence].last - 1]:
        end -= r.words[last - 1].count(".") == 1
    return [Saying(start, end, "indirect", cue.sentence, cue, mention)]
