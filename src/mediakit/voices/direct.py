"""Which marked words are quotes, and which verb and subject each belongs to."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from .marks import CLOSE
from .mentions import Mention, classify
from .reading import Cue, Reading
from .subjects import find_main
from .verbs import AND

_ENDS = frozenset(",.?!…،؟")


@dataclass(frozen=True, slots=True)
class Saying:
    """A quote found: its characters, its cue and its mention; `follows` names the span whose speaker it shares."""

    start: int
    end: int
    kind: str
    sentence: int
    cue: Cue | None = None
    mention: Mention | None = None
    follows: int | None = None
    span: int | None = None


class DirectFinder:
    """Sieves over the marked spans of a text, the surest first."""

    def __init__(
        self,
        r: Reading,
        find: Callable[[Reading, Cue], Mention | None],
        after: Callable[[Reading, int, int], Mention | None],
    ) -> None:
        self.r, self._find, self._find_after = r, find, after
        self.subjects: dict[int, Mention | None] = {}
        self.closing = [self._close(k) for k in range(len(r.spans))]

    def _close(self, k: int) -> int:
        """Give the token that closes span k."""
        o, words = self.r.opening[k], self.r.words
        return next((j for j in (o + 1, o + 2) if j < len(words) and words[j] == CLOSE), o)

    def subject(self, cue: Cue) -> Mention | None:
        """Give the subject of a cue, found once."""
        if cue.first not in self.subjects:
            self.subjects[cue.first] = self._find(self.r, cue)
        return self.subjects[cue.first]

    def find(self) -> list[Saying]:
        """Give every marked span that is a quote."""
        sayings: list[Saying] = []
        for k in range(len(self.r.spans)):
            saying = self._attribute(k)
            if saying is not None:
                sayings.append(saying)
        return self._link(sayings)

    def _attribute(self, k: int) -> Saying | None:
        """Try each place where the attribution of span k may stand; None where the span is no quote."""
        r, span = self.r, self.r.spans[k]
        n_words = len(r.text[span.start : span.end].split())
        sentence = r.sentence_of[r.opening[k]]
        blank = Saying(span.start, span.end, "direct", sentence, span=k)
        for place in (self._right_before, self._right_after, self._colon):
            found = place(k)
            if found:
                return replace(blank, cue=found[0], mention=found[1])
        found = self._somewhere(k)
        if found and n_words >= 2 and not self._is_title(k, n_words):
            return replace(blank, cue=found[0], mention=found[1])
        return None if self._is_title(k, n_words) or (n_words < 4 and not self._is_sentence(k)) else blank

    def _is_sentence(self, k: int) -> bool:
        """Tell if a short span is a sentence of its own after another quote of its paragraph."""
        span, text = self.r.spans[k], self.r.text
        whole = text[span.start].isupper() and text[span.end - 1] in ".!?"
        return whole and k > 0 and self.r.spans[k - 1].paragraph == span.paragraph

    def _bounds(self, k: int) -> tuple[int, int]:
        """Give the tokens between which the attribution of span k may stand: its sentence, cut at other quotes."""
        r = self.r
        sentence = r.sentences[r.sentence_of[r.opening[k]]]
        low, high = sentence.first, r.sentences[r.sentence_of[self.closing[k]]].last
        if k and self.closing[k - 1] >= low:
            low = self.closing[k - 1] + 1
        if k + 1 < len(r.opening):
            high = min(high, r.opening[k + 1])
        return low, high

    def _cues(self, k: int, low: int, high: int) -> list[Cue]:
        """Give the cues of tokens `low` to `high` in the sentence of span k."""
        return self.r.cues_between(self.r.sentence_of[self.r.opening[k]], low, high)

    def _right_before(self, k: int) -> tuple[Cue | None, Mention] | None:
        """Sieve 1: the verb leads to the opening mark, as in "X said that" or "X told the court:"."""
        r, opening = self.r, self.r.opening[k]
        low, _ = self._bounds(k)
        for cue in reversed(self._cues(k, low, opening)):
            gap = r.plain[cue.last : opening]
            leads = not gap or (len(gap) == 1 and (gap[0] in r.lexicon["that"] or gap[0] in ",:"))
            far = len(gap) <= 16 and (gap[-1] == ":" or gap[-1] in r.lexicon["that"]) if gap else False
            aside = cue.form.use != "partial" and 1 < len(gap) <= 9 and gap[-1] == "," and "and" not in gap
            if leads or far or aside:
                mention = self.subject(cue)
                if mention and mention.last <= opening:
                    return cue, mention
        return self._according(low, opening, before=True)

    def _right_after(self, k: int) -> tuple[Cue | None, Mention] | None:
        """Sieve 2: after the closing mark, "X said", "said X" or "according to X"."""
        r, close = self.r, self.closing[k]
        _, high = self._bounds(k)
        span = r.spans[k]
        if close + 1 >= high or not span.closed:
            return self._next_sentence(k)
        parted = r.text[span.end - 1] in _ENDS or r.words[close + 1] in (",", "–", "—", "-")
        inverted = r.plain[close + 1] in r.lexicon.forms or r.plain[close + 1] in r.lexicon["adverb"]
        if not parted and not inverted:
            return None
        for cue in self._cues(k, close + 1, high):
            if cue.form.use == "partial" or cue.first - close > 20:
                continue
            mention = self.subject(cue)
            if mention and cue.form.tense == "ing":
                continue
            if mention and mention.first > close:
                return cue, mention
        return self._according(close + 1, high, before=False) or self._unknown_verb(close, high)

    def _next_sentence(self, k: int) -> tuple[Cue | None, Mention] | None:
        """Accept a sentence of a few words after a quote that ended with a stop: “We go.” Lee said."""
        r, close = self.r, self.closing[k]
        number = r.sentence_of[close] + 1
        if number >= len(r.sentences) or not r.spans[k].closed:
            return None
        sentence = r.sentences[number]
        short = sentence.last - sentence.first <= 6 and sentence.paragraph == r.spans[k].paragraph
        for cue in r.cues_of.get(number, ()) if short else ():
            mention = self.subject(cue)
            if mention and cue.form.use != "partial":
                return cue, mention
        return None

    def _unknown_verb(self, close: int, high: int) -> tuple[Cue | None, Mention] | None:
        """Accept a name right after “...,” even if its verb is not known: “We go,” Lee fired back."""
        r = self.r
        j = close + 1
        if r.words[j] == ",":
            j += 1
        end = j
        while end < high and r.is_name(end):
            end += 1
        if end == j or end >= high or not r.words[end][0].islower() or r.plain[end] in r.lexicon["preposition"]:
            return None
        mention = classify(r, j, end)
        return (None, mention) if mention and mention.kind == "name" and r.plain[end] not in AND else None

    def _according(self, low: int, high: int, *, before: bool) -> tuple[Cue | None, Mention] | None:
        """Find "according to X" at the edge of tokens `low` to `high` that touches the quote."""
        r = self.r
        number = r.sentence_of[low] if low < len(r.words) else -1
        for cue in r.accordings.get(number, ()):
            if low <= cue.first < min(high, low + 4):
                mention = self._find_after(r, cue.last, high)
                if mention and (not before or high - mention.last <= 12):
                    return cue, mention
        return None

    def _colon(self, k: int) -> tuple[Cue | None, Mention] | None:
        """Sieve 3: a colon before the mark and no verb: the subject of the sentence speaks."""
        r, opening = self.r, self.r.opening[k]
        low, _ = self._bounds(k)
        if opening - low < 2 or r.words[opening - 1] != ":":
            return None
        mention = find_main(r, low, opening - 1)
        return (None, mention) if mention else None

    def _somewhere(self, k: int) -> tuple[Cue | None, Mention] | None:
        """Sieve 4: a reporting verb elsewhere in the sentence, for a quote of part of a sentence."""
        r = self.r
        sentence = r.sentences[r.sentence_of[r.opening[k]]]
        before = self._cues(k, max(sentence.first, r.opening[k] - 44), r.opening[k])
        after = self._cues(k, self.closing[k] + 1, min(sentence.last, self.closing[k] + 60))
        after = [c for c in after if c.form.use in ("bare", "tell", "clause")]
        for cue in [*reversed(before), *after[:2]]:
            mention = self.subject(cue)
            if mention and not mention.first <= r.opening[k] < mention.last:
                return cue, mention
        for cue in r.accordings.get(r.sentence_of[r.opening[k]], [])[:5]:
            mention = self._find_after(r, cue.last, sentence.last)
            if mention:
                return cue, mention
        return None

    def _is_title(self, k: int, n_words: int) -> bool:
        """Tell the title of a work or a name in marks from speech."""
        r, span = self.r, self.r.spans[k]
        words = r.text[span.start : span.end].split()
        if span.continues or (r.text[span.end - 1] in ".!?" and n_words > 4):
            return False
        o = r.opening[k]
        if any(w in r.lexicon["work"] for w in r.plain[max(0, o - 2) : o]):
            return n_words < 12
        long = [w for w in words if len(w) > 3]
        high = sum(w[:1].isupper() for w in long)
        return n_words < 10 and len(long) > 0 and high == len(long) and words[0][:1].isupper() and n_words > 1

    def _link(self, sayings: list[Saying]) -> list[Saying]:
        """Give quotes without attribution the speaker of the one that they continue."""
        linked: list[Saying] = []
        paragraphs = [self.r.spans[s.span].paragraph for s in sayings if s.span is not None]
        for n, saying in enumerate(sayings):
            if saying.mention is not None:
                linked.append(saying)
                continue
            before = n - 1 if n and paragraphs[n - 1] == paragraphs[n] else None
            after = self._next_in_paragraph(sayings, paragraphs, n)
            follows = before if before is not None else after
            if follows is None and n and self._goes_on(saying, sayings[n - 1], paragraphs[n - 1 : n + 1]):
                follows = n - 1
            linked.append(replace(saying, follows=follows))
        return linked

    @staticmethod
    def _next_in_paragraph(sayings: list[Saying], paragraphs: list[int], n: int) -> int | None:
        """Give the next quote of the paragraph that has a speaker."""
        for j in range(n + 1, min(len(sayings), n + 4)):
            if paragraphs[j] != paragraphs[n]:
                return None
            if sayings[j].mention is not None:
                return j
        return None

    def _goes_on(self, saying: Saying, last: Saying, paragraphs: list[int]) -> bool:
        """Tell if a quote that opens its paragraph goes on from the last quote, at most one paragraph before."""
        r = self.r
        opening = r.opening[saying.span or 0]
        first = opening == r.sentences[saying.sentence].first
        span = r.spans[saying.span or 0]
        return span.continues or (first and paragraphs[1] - paragraphs[0] <= 1 and last.end < saying.start)
