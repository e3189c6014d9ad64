"""Reported speech without marks, in English and French: clauses after "said that", before ", she said", demands."""

from .acts import find_told
from .clauses import FEWEST, Piece, after_dateline, find_after_that, find_around, find_clause
from .direct import DirectFinder, Saying
from .marks import OPEN
from .mentions import Mention
from .reading import Cue, Reading, Sentence
from .subjects import find_after

_NOBODY = frozenset(["nobody", "no", "nothing", "none", "neither", "personne", "rien", "aucun", "aucune"])
_ASIDES = frozenset(["tout", "sans", "ce"])
_AND = frozenset(("and", "but", "et", "mais"))
_LONGEST = 120
_FEW = 5
_TURNS = frozenset(("and", "but", "while", "though", "although", "whereas", ";", "et", "mais", "tandis"))
_OPENING = 5
_SPANS = frozenset(("day", "days", "week", "weeks", "month", "months", "year", "years", "hours", "hour"))
_TOLD = frozenset(("act", "order", "mind"))
_SAID = frozenset(("bare", "tell", "clause", "thought"))
MARKED_ONLY = frozenset(("partial", "direct"))


def find_indirect(r: Reading, finder: DirectFinder, direct: list[Saying], taken: bytearray) -> list[Saying]:
    """Give the reported clauses of a text; none overlaps a direct quote or another, and their tokens become `taken`."""
    used = {s.cue.first for s in direct if s.cue is not None and _leads_at_once(r, s)}
    cues = order_cues(r, _TOLD)
    sayings: list[Saying] = []
    for number, sentence in enumerate(r.sentences):
        found: list[Saying] = []
        if number in r.accordings and not any(c.form.use in ("bare", "tell") for c in cues.get(number, ())):
            found += _according(r, number, sentence, taken)
        here = [(c, _pieces(r, c, spoken=c.first in used)) for c in cues.get(number, ())]
        for cue, pieces in _backward_first(here):
            found += report(r, finder, cue, pieces, taken)
        sayings += found or _according(r, number, sentence, taken)
    return sayings


def _backward_first(reports: list[tuple[Cue, list[Piece]]]) -> list[tuple[Cue, list[Piece]]]:
    """Put what stands around ", she said" before what follows a verb, since it may hold other verbs."""
    reports = [(cue, pieces) for cue, pieces in reports if pieces]
    return sorted(reports, key=lambda report: (report[1][0][0] > report[0].first, report[0].first))


def order_cues(r: Reading, uses: frozenset[str]) -> dict[int, list[Cue]]:
    """Give the verbs of saying and the acts of some uses of each sentence in the order of the text, one at a place."""
    at: dict[int, Cue] = {cue.first: cue for cue in r.cues}
    for act in r.acts:
        cue = at.get(act.first)
        if act.form.use in uses and (cue is None or cue.form.use in MARKED_ONLY or act.last > cue.last):
            at[act.first] = act
    cues: dict[int, list[Cue]] = {}
    for first in sorted(at):
        cues.setdefault(at[first].sentence, []).append(at[first])
    return cues


def report(r: Reading, finder: DirectFinder, cue: Cue, pieces: list[Piece], taken: bytearray) -> list[Saying]:
    """Give what one cue reports outside the words that are `taken`, unless it lies in these itself."""
    if any(taken[cue.first : cue.last]):
        return []
    mention = finder.subject(cue)
    if mention is None or not _trusted(r, cue, mention) or r.plain[mention.first - 1 : mention.first] == ["what"]:
        return []
    ahead = pieces[-1][0] > cue.first
    if any(cue.first < a <= mention.first < b for a, b in pieces):
        return []
    near = [(a, min(b, a + _LONGEST)) if ahead else (max(a, b - _LONGEST), b) for a, b in pieces]
    if ahead:
        near = [(a, _next_speaker(r, finder, cue, a, b)) for a, b in near]
    return [s for first, last in near for s in take_piece(r, cue, mention, (first, last), taken)]


def _next_speaker(r: Reading, finder: DirectFinder, cue: Cue, first: int, last: int) -> int:
    """Give the token before ", while another said ..." in the clause of tokens `first` to `last`, else `last`."""
    for other in r.cues_between(cue.sentence, first + FEWEST, last)[:_FEW]:
        if other.form.use in _SAID and other.form.use != "thought" and other.form.tense != "ing":
            mention = finder.subject(other)
            if mention is None or mention.first <= first + 2:
                continue
            for k in (mention.first - 1, mention.first - 2):
                if r.plain[k] in _TURNS:
                    return k
    return last


def take_piece(r: Reading, cue: Cue, mention: Mention, piece: Piece, taken: bytearray) -> list[Saying]:
    """Make quotes of the tokens of a piece that are not taken yet, and take them."""
    sayings: list[Saying] = []
    for first, last in _cut(r, cue, *piece):
        if not any(taken[first:last]):
            taken[first:last] = b"\x01" * (last - first)
            sayings.append(_say(r, cue, mention, first, last))
    return sayings


def _pieces(r: Reading, cue: Cue, *, spoken: bool) -> list[Piece]:
    """Give the tokens of the words that a cue reports; where `spoken`, it leads to a direct quote as well."""
    sentence, use = r.sentences[cue.sentence], cue.form.use
    is_english = r.lexicon.lang == "en"
    if spoken:
        found = find_after_that(r, cue, sentence, 4) if use not in MARKED_ONLY and is_english else None
        return [found] if found else []
    found = find_clause(r, cue, sentence) if use in _SAID else None
    if use == "mind":
        found = find_after_that(r, cue, sentence, 3)
        return [found] if found else []
    if found is None and is_english and use not in ("bare", *MARKED_ONLY):
        found = find_told(r, cue, sentence)
    if found or use not in _SAID:
        return [found] if found else []
    return find_around(r, cue, sentence)


def _reports(r: Reading, k: int) -> bool:
    """Tell if token k is a verb of saying of its own, and no participle as in "a man accused of theft"."""
    past = any(f.tense == "past" for f in r.lexicon.forms.get(r.plain[k], ()))
    return past and r.plain[k + 1] not in r.lexicon["preposition"]


def _names_someone(r: Reading, mention: Mention) -> bool:
    """Tell a group such as "some voters" from words that merely stand before a verb."""
    first, words = mention.first, r.plain[mention.first : mention.last]
    if mention.shown >= 0:
        return True
    if "who" not in words and any(w in r.lexicon["finite"] for w in words if not w.endswith("'s")):
        return False
    if any(_reports(r, k) for k in range(first + 1, mention.last - 1)):
        return False
    known = r.lexicon["determiner"] | r.lexicon["plural"] | r.lexicon["role"] | r.lexicon["institution"]
    starts = r.words[first][0].isupper() or words[0][0].isdigit() or words[0] in known or words[0].endswith("s")
    return starts or words[-1] in known or words[-1].endswith("s")


def _leads_at_once(r: Reading, saying: Saying) -> bool:
    """Tell if the cue of a direct quote has no clause of its own: the quote is all that it reports."""
    if saying.cue is None or saying.span is None:
        return False
    opening = r.opening[saying.span]
    return opening < saying.cue.first or opening - saying.cue.last <= 2 or r.words[opening - 1] in ":,"


def _trusted(r: Reading, cue: Cue, mention: Mention) -> bool:
    """Tell if a subject is good enough for a clause without marks: a state of mind needs someone who can have it."""
    word = r.plain[mention.first]
    if r.lexicon.lang == "en" and mention.kind == "group" and not _names_someone(r, mention):
        return False
    if word in ("you", "i", "we", "je", "nous", "vous"):
        return False
    if word in _NOBODY:
        return False
    if word in r.lexicon["pronoun_thing"] and cue.form.use == "thought":
        return False
    return not (mention.kind == "group" and mention.last - mention.first > 14)


def _according(r: Reading, number: int, sentence: Sentence, taken: bytearray) -> list[Saying]:
    """Find "According to X, CLAUSE", "CLAUSE, according to X" and "CLAU-, according to X, -SE"."""
    for cue in r.accordings.get(number, ()):
        i = cue.first
        mention = find_after(r, cue.last, sentence.last)
        if mention is None or number in r.quoting:
            return []
        comma = next((k for k in range(mention.last, min(sentence.last, mention.last + 14)) if r.words[k] == ","), None)
        after = (comma + 1, sentence.last) if comma and sentence.last - comma > FEWEST else None
        before = (after_dateline(r, sentence), i - 1 if r.words[i - 1] == "," else i)
        whole = before[1] - before[0] > _OPENING
        pieces = [before] if whole else [p for p in (before, after) if p]
        return [s for piece in pieces if piece[1] > piece[0] for s in take_piece(r, cue, mention, piece, taken)]
    return []


def _cut(r: Reading, cue: Cue, first: int, last: int) -> list[Piece]:
    """Cut a clause at a quote, at a second "and that" and at a tail such as ", adding that"; drop what is too short."""
    pieces: list[Piece] = []
    that = r.lexicon["that"]
    start = i = first
    while i < last:
        word = r.plain[i]
        joined = word in _AND and i + 1 < last and r.plain[i + 1] in that and r.words[i - 1] != ","
        if joined or r.words[i] in (OPEN, ";") or _is_tail(r, cue, i, last):
            pieces += _trim(r, start, i)
            if not joined:
                return pieces
            start = i + 2
            i += 1
        i += 1
    return pieces + _trim(r, start, last)


def _is_tail(r: Reading, cue: Cue, i: int, last: int) -> bool:
    """Tell if at token i the outlet goes on, or another clause of the speaker begins."""
    if r.plain[i] in _AND and _other_clause(r, cue, i, last):
        return True
    if r.words[i] != "," or i + 1 >= last:
        return False
    following = r.plain[i + 1]
    aside = r.lexicon.lang == "fr" and following in _ASIDES
    return following in r.lexicon["tail"] or aside or _is_date(r, i, last) or _is_new_cue(r, i, last)


def _other_clause(r: Reading, cue: Cue, i: int, last: int) -> bool:
    """Tell if after "and" the speaker does something else: "and demanded that", "but refused to"."""
    k = i + 1
    while k < last - 1 and k - i < 4 and r.plain[k] in r.lexicon["adverb"]:
        k += 1
    forms = r.lexicon.forms.get(r.plain[k], ()) if k < last else ()
    return any(f.tense in (cue.form.tense, "past") for f in forms) or (
        k < last and r.plain[k] in ("refused", "declined")
    )


def _is_date(r: Reading, i: int, last: int) -> bool:
    """Tell if ", a day after ..." follows, which is the outlet's own."""
    return any(r.plain[k] in ("after", "before") and r.plain[k - 1] in _SPANS for k in range(i + 2, min(last, i + 5)))


def _is_new_cue(r: Reading, i: int, last: int) -> bool:
    """Tell if a participle that reports follows a comma, as in French « , ajoutant que »."""
    return i + 2 < last and any(f.tense == "ing" for f in r.lexicon.forms.get(r.plain[i + 1], ()))


def _trim(r: Reading, first: int, last: int) -> list[Piece]:
    """Take the signs off both ends of a piece; nothing where too few words are left."""
    while last > first and not r.words[last - 1][0].isalnum() and r.words[last - 1] not in ")%€$":
        last -= 1
    while first < last and (not r.words[first][0].isalnum() and r.words[first] not in "$€("):
        first += 1
    return [(first, last)] if last - first >= FEWEST else []


def _say(r: Reading, cue: Cue, mention: Mention, first: int, last: int) -> Saying:
    """Make a quote of tokens `first` to `last`, without the final stop of the sentence."""
    start, end = r.starts[first], r.ends[last - 1]
    if r.words[last - 1].endswith(".") and end == r.ends[r.sentences[cue.sentence].last - 1]:
        end -= r.words[last - 1].count(".") == 1
    return Saying(start, end, "indirect", cue.sentence, cue, mention)
