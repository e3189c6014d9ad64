"""Which words are truly a reporting verb, and who its subject is (English and French)."""

from .clauses import is_inverted
from .cues import ACTS
from .marks import CLOSE
from .mentions import Mention
from .reading import Cue, Reading
from .subjects import find_after, find_before, find_main, is_passive

AND = frozenset(("and", "et", "but", "mais", "puis", "then"))
_NEVER_INVERTED = ACTS | {"partial"}
_SPOKEN = frozenset(("bare", "clause"))
_CLAUSE = frozenset(("that", "whether", "why", "how", "he", "she", "they"))
_BEFORE_INFINITIVE = frozenset(("d'", "de", "à", "pour", "et", "jusqu'à"))
_ONE = frozenset(("-on", "-t-on"))
_PLACES = frozenset(("à", "au", "chez", "dans", "aux"))
_BEFORE_ING = frozenset((",", "by", "while", "before", "after", "and", "without", "–", "—", "-"))
_HAVE = frozenset(("has", "have", "had", "having", "of"))
_HELPERS = frozenset(("did", "does", "do", "will", "would", "can", "could", "may", "might", "must", "should"))


def find_subject(r: Reading, cue: Cue) -> Mention | None:
    """Give the subject of a cue: before it, after it where verb and subject change places, or that of its sentence."""
    sentence = r.sentences[cue.sentence]
    if not _is_verb(r, cue):
        return None
    if _is_nonfinite(r, cue):
        return _of_nonfinite(r, cue, sentence.first)
    if cue.last < sentence.last and r.words[cue.last].startswith("-") and r.plain[cue.last] in _attached(r):
        return _joined(r, cue, sentence.last)
    low = _last_mark(r, cue.first, sentence.first)
    inverts = cue.form.use not in _NEVER_INVERTED
    turned = r.lexicon.lang == "en" and inverts and is_inverted(r, cue, sentence)
    found = find_after(r, cue.last, sentence.last) if turned else find_before(r, cue.first, low)
    k = _before_verb(r, cue.first, sentence.first)
    if found is None and inverts and (k < sentence.first or r.words[k] in (",", CLOSE, "–", "—", "-", ";")):
        found = find_after(r, cue.last, sentence.last)
    if found is None and k >= sentence.first and (r.plain[k] in AND or r.words[k] == ","):
        found = _subject_of_sentence(r, cue)
    return found if found and _agrees(r, cue, found) else None


def _is_nonfinite(r: Reading, cue: Cue) -> bool:
    """Tell a participle or an infinitive ("saying", "to say", « rappeler ») from a verb with a subject of its own."""
    infinitive = cue.form.tense == "base" and (r.lexicon.lang == "fr" or r.plain[cue.first - 1] == "to")
    return cue.form.tense == "ing" or infinitive


def _of_nonfinite(r: Reading, cue: Cue, first: int) -> Mention | None:
    """Give the subject of the verb that a participle or an infinitive goes with."""
    found = None
    if cue.form.tense == "ing":
        found = _of_progressive(r, cue, first)
    elif r.lexicon.lang == "fr":
        found = _pronoun_before(r, cue, first)
    return found or _subject_of_sentence(r, cue)


def _joined(r: Reading, cue: Cue, last: int) -> Mention | None:
    """Give the pronoun that French joins to its verb, or the place of « admet-on à la douane »."""
    if r.plain[cue.last] in _ONE and not _PLACES.isdisjoint(r.plain[cue.last + 1 : cue.last + 2]):
        return find_after(r, cue.last + 2, last)
    return Mention(cue.last, cue.last + 1, "pronoun")


def _pronoun_before(r: Reading, cue: Cue, first: int) -> Mention | None:
    """Give the pronoun that governs an infinitive, as in « il s'est borné à rappeler »."""
    for k in range(cue.first - 1, max(first, cue.first - 7) - 1, -1):
        if r.words[k] == ",":
            break
        if r.plain[k] in ("il", "elle", "ils", "elles"):
            return Mention(k, k + 1, "pronoun")
    return None


def _attached(r: Reading) -> frozenset[str]:
    """Give the pronouns that French joins to its verb."""
    return r.lexicon["pronoun_m"] | r.lexicon["pronoun_f"] | r.lexicon["pronoun_plural"] | r.lexicon["pronoun_thing"]


def _last_mark(r: Reading, verb: int, first: int) -> int:
    """Give the token after the last closing mark before `verb` in its sentence, else the sentence's first token."""
    first = max(first, verb - 80)
    return next((k + 1 for k in range(verb - 1, first - 1, -1) if r.words[k] == CLOSE), first)


def _before_verb(r: Reading, verb: int, first: int) -> int:
    """Give the token before the verb and its auxiliaries and adverbs."""
    k = verb - 1
    while k >= first and (r.plain[k] in r.lexicon["adverb"] or r.plain[k].endswith("ly")):
        k -= 1
    return k


def _is_verb(r: Reading, cue: Cue) -> bool:  # noqa: PLR0911
    """Tell a reporting verb from a noun of the same form, a passive or an infinitive."""
    lang, word = r.lexicon.lang, r.words[cue.first]
    before = r.plain[cue.first - 1] if cue.first else ""
    if word[0].isupper() and cue.first != r.sentences[cue.sentence].first:
        return False
    if lang == "fr" and cue.form.tense == "base":
        return before in _BEFORE_INFINITIVE and r.plain[cue.last : cue.last + 1] in (["que"], ["qu'"])
    if lang == "en" and cue.form.tense == "base" and before == "to":
        return cue.form.use in _SPOKEN and not _CLAUSE.isdisjoint(r.plain[cue.last : cue.last + 1])
    if before in r.lexicon["determiner"] or before.endswith("'s") or before in r.lexicon["preposition"]:
        return cue.form.tense == "ing" or (lang == "fr" and before in ("leur", "en"))
    if is_passive(r, cue.first):
        return cue.form.tense == "ing" and lang == "en"
    if cue.form.use in ACTS and not _is_act(cue, before):
        return False
    return cue.form.tense != "participle" or not r.lexicon["auxiliary"].isdisjoint(
        r.plain[max(0, cue.first - 4) : cue.first]
    )


def _is_act(cue: Cue, before: str) -> bool:
    """Tell an act from a noun after "has" or "the Chinese", and from a participle that goes with a noun."""
    if cue.form.tense == "ing":
        return before in _BEFORE_ING
    return not (cue.form.tense in ("present", "base") and before in _HAVE)


def _of_progressive(r: Reading, cue: Cue, first: int) -> Mention | None:
    """Give the subject of "is saying", "has been hoping"."""
    return find_before(r, cue.first, _last_mark(r, cue.first, first)) if is_passive(r, cue.first) else None


def _agrees(r: Reading, cue: Cue, mention: Mention) -> bool:
    """Tell if an English base form ("say", "report") has a plural subject, or an auxiliary before it."""
    if r.lexicon.lang != "en" or cue.form.tense != "base":
        return True
    if _HELPERS & set(r.plain[max(0, cue.first - 3) : cue.first]):
        return "would" not in r.plain[max(0, cue.first - 3) : cue.first]
    last = r.plain[mention.last - 1]
    plural = last in r.lexicon["plural"] or last in r.lexicon["pronoun_plural"]
    return plural or (
        mention.kind == "group"
        and (
            last.endswith("s")
            or any(w.endswith("s") or w in r.lexicon["plural"] for w in r.plain[mention.first : mention.last])
        )
    )


def _subject_of_sentence(r: Reading, cue: Cue) -> Mention | None:
    """Give the subject of an earlier cue of the sentence, else of the sentence."""
    sentence = r.sentences[cue.sentence]
    for other in r.earlier_cues(cue, 6):
        if other.form.tense != "ing" and _is_verb(r, other):
            found = find_before(r, other.first, _last_mark(r, other.first, sentence.first))
            if found:
                return found
    return find_main(r, sentence.first, cue.first)
