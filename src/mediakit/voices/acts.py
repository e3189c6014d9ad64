"""Reported acts and positions in English: what stands after "called for", "denied", "wants", "his promise to"."""

from .clauses import begins_clause, find_after_that, skip_when
from .cues import Form
from .marks import CLOSE, OPEN
from .mentions import Mention, start_of_name
from .reading import Cue, Reading, Sentence

_WHETHER = frozenset(("whether", "how", "why", "what", "if", "who", "where", "when"))
_ENDS = frozenset((*",;:—–()|•!?…", OPEN, CLOSE))
_CONJUNCTIONS = frozenset(
    ["while", "after", "when", "as", "during", "because", "before", "amid", "but", "although", "though", "since",
     "unless", "until", "whereas", "if", "despite", "following"]
)  # fmt: skip
_NEXT_DAYS = frozenset(
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "yesterday", "today")
)
_AFTER_NOUN = frozenset(("that", "to", "of", "for", "about", "on", "over", "with", "against"))
_AUXILIARY = frozenset(("was", "is", "were", "are", "has", "had", "have", "will", "would", "could", "may", "might"))
_POSSESSIVE = frozenset(("his", "her", "their", "its"))
_NO_OWNERS = frozenset(("it's", "that's", "there's", "what's", "who's", "he's", "she's", "let's", "here's"))
_LONGEST = 45
_NOUN = Form((), "", "act", "noun")


def find_told(r: Reading, cue: Cue, sentence: Sentence) -> tuple[int, int] | None:
    """Give the tokens of the speech that an act reports: a clause with "that", a question, a promise, a demand."""
    found = find_after_that(r, cue, sentence, 6)
    if found:
        return found
    i, last = cue.last, sentence.last
    if i >= last - 2 or cue.form.use == "thought":
        return None
    hearer = _after_hearer(r, i, last) if cue.form.use in ("order", "tell") else None
    i = hearer or i
    if r.plain[i] in _WHETHER:
        return i, last
    i += hearer is not None and r.plain[i] == "not"
    is_infinitive = r.plain[i] == "to" and r.plain[i + 1] not in r.lexicon["determiner"] and not r.is_name(i + 1)
    return (i, _end_of_phrase(r, i, last)) if is_infinitive else None


def _after_hearer(r: Reading, i: int, last: int) -> int | None:
    """Give the "to" or "whether" after the hearer of "urged the ministers to act"."""
    for k in range(i, min(last - 2, i + 10)):
        if r.plain[k] == "to" or r.plain[k] in _WHETHER:
            if r.plain[k - 1] == "not":
                return k - 1 if k - 1 > i else None
            return k if k > i or r.plain[k] in _WHETHER else None
        if r.words[k] in _ENDS or r.plain[k] in r.lexicon["finite"]:
            return None
    return None


def find_object(r: Reading, cue: Cue, sentence: Sentence) -> tuple[int, int] | None:
    """Give the tokens of what an act or position takes: what `find_told` gives, else a clause or an object."""
    found = find_told(r, cue, sentence)
    if found:
        return found
    i = skip_when(r, cue.last, sentence.last)
    if i >= sentence.last - 1 or r.words[i] in _ENDS or r.plain[i] in ("by", "and", "or", "than"):
        return None
    if begins_clause(r, i, sentence.last, free=False):
        return i, sentence.last
    if cue.form.use == "mind" or (r.plain[i] in r.lexicon["preposition"] and r.plain[i] not in ("for", "of")):
        return None
    return i, _end_of_phrase(r, i, sentence.last)


def _end_of_phrase(r: Reading, i: int, last: int) -> int:
    """Give the end of an object or infinitive: at a stop, before "while" or "on Monday", before "and" with a verb."""
    for k in range(i + 1, min(last, i + _LONGEST)):
        word = r.plain[k]
        if (
            r.words[k] in _ENDS
            or word in _CONJUNCTIONS
            or (word == "on" and r.plain[k + 1 : k + 2] and r.plain[k + 1] in _NEXT_DAYS)
        ):
            return k
        if word in ("and", "but") and k + 1 < last and _is_verb(r, k + 1):
            return k
    return min(last, i + _LONGEST)


def _end_of_owned(r: Reading, i: int, last: int) -> int:
    """Give the end of what hangs on a noun: before the verb of the sentence."""
    if r.plain[i] == "that":
        return min(last, i + _LONGEST)
    end = _end_of_phrase(r, i, last)
    return next((k for k in range(i + 2, end) if r.plain[k] in _AUXILIARY), end)


def _is_verb(r: Reading, k: int) -> bool:
    """Tell if token k is a verb in the past or one that reports."""
    word = r.plain[k]
    tenses = {f.tense for f in (*r.lexicon.forms.get(word, ()), *r.lexicon.acts.get(word, ()))}
    return word in r.lexicon["finite"] or "past" in tenses or "present" in tenses


def find_nouns(r: Reading, sentence: Sentence) -> list[tuple[Mention, Cue, tuple[int, int]]]:
    """Find "his promise to ..." and "the mayor's claim that ...": the owner, the noun as cue, and the words."""
    nouns = r.lexicon["speech noun"]
    return [
        (owner, Cue(i, i + 1, _NOUN, r.sentence_of[i]), (i + 1 + (r.plain[i + 1] in r.lexicon["that"]), end))
        for i in range(sentence.first + 1, sentence.last - 2)
        if r.plain[i] in nouns
        and r.plain[i + 1] in _AFTER_NOUN
        and (owner := _owner(r, i, sentence))
        and (end := _end_of_owned(r, i + 1, sentence.last))
    ]


def _owner(r: Reading, noun: int, sentence: Sentence) -> Mention | None:
    """Give whose noun it is: "his", "Lee's", "the ministry's", with at most one adjective between."""
    for k in range(noun - 1, max(sentence.first, noun - 3) - 1, -1):
        if r.plain[k] in _POSSESSIVE:
            return Mention(k, k + 1, "pronoun")
        if r.words[k].endswith("'s") and len(r.words[k]) > 3 and r.plain[k] not in _NO_OWNERS:
            first = start_of_name(r, k, sentence.first)
            if first <= k:
                return Mention(first, k + 1, "name" if r.plain[k - 1 : k] != ["the"] and first < k else "group")
            first = next(
                (j for j in range(k, max(sentence.first, k - 4) - 1, -1) if r.plain[j] in r.lexicon["determiner"]), k
            )
            return Mention(first, k + 1, "group")
    return None
