"""One text made ready for the rules: its words outside quotes, its sentences, its marked spans and its cues."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from .cues import Form, Lexicon, fold_arabic
from .marks import CLOSE, COVER, OPEN, Span, cover_quotes, find_marked, split_paragraphs

_ABBREVIATED = (
    r"(?:Mrs?|Ms|Dr|Sens?|Reps?|Govs?|Gen|Lt|Col|Sgt|Capt|Adm|Maj|Prof|Rev|Hon|St|Jr|Sr|Jan|Feb|Aug|Sept|Oct|Nov|Dec|MM|"
    r"vs|Inc|Corp|Ltd)\.|(?:[A-Z]\.)+|[ap]\.m\."
)
_TOKEN = {
    "en": re.compile(rf"{_ABBREVIATED}|\w+(?:[-'.]\w+)*|[^\w\s{COVER}]"),
    "fr": re.compile(
        rf"{_ABBREVIATED}|\b(?:[ldsnjmtcLDSNJMTC]|[Qq]u|[Ll]orsqu|[Pp]uisqu|[Jj]usqu|[Qq]uoiqu)'|-(?:t-)?(?:ils?|elles?|on)\b|"
        rf"\w+(?:-(?!(?:t-)?(?:ils?|elles?|on)\b)\w+)*|[^\w\s{COVER}]"
    ),
    "ar": re.compile(rf"{_ABBREVIATED}|[\w\u064b-\u0652\u0670]+|[^\w\s{COVER}]"),
}
_STOPS = frozenset(".!?…؟")
_ENDS = _STOPS | {CLOSE}
ACCORDING = Form((), "according to", "clause", "present")


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting verb or phrase: tokens ``first`` to ``last`` (exclusive) and what is known of it."""

    first: int
    last: int
    form: Form
    sentence: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """Tokens ``first`` to ``last`` (exclusive) of a paragraph."""

    first: int
    last: int
    paragraph: int


class Reading:
    """
    A text, its tokens outside quotes, its sentences, its marked spans and the reporting cues.

    ``words[i]`` stands at ``starts[i]`` to ``ends[i]`` of the text; ``plain[i]`` is the word as the lexicon writes it.
    ``opening[k]`` is the token of the mark that opens span k.
    """

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text, self.lexicon = text, lexicon
        self.paragraphs = split_paragraphs(text)
        self.spans: list[Span] = find_marked(text, self.paragraphs)
        tokens = list(_TOKEN[lexicon.lang].finditer(cover_quotes(text, self.spans)))
        self.words = [m[0] for m in tokens]
        self.starts = [m.start() for m in tokens]
        self.ends = [m.end() for m in tokens]
        fold = fold_arabic if lexicon.lang == "ar" else str.lower
        self.plain = [fold(word) for word in self.words]
        self.opening = [i for i, word in enumerate(self.words) if word == OPEN]
        self.sentence_of: list[int] = []
        self.sentences = self._split_sentences()
        self.capitals = self._find_capitals()
        self.names = self._find_names()
        self.cues = self._find_cues(lexicon.forms)
        self.acts = self._find_cues(lexicon.acts)
        self.quoting = frozenset(self.sentence_of[o] for o in self.opening)
        self.accordings = self._find_according()
        self.cues_of: dict[int, list[Cue]] = {}
        for cue in self.cues:
            self.cues_of.setdefault(cue.sentence, []).append(cue)

    def _split_sentences(self) -> list[Sentence]:
        """Part the tokens at paragraph ends and after full stops that a capital, a mark or a digit follows."""
        sentences: list[Sentence] = []
        first = 0
        for paragraph, (_, high) in enumerate(self.paragraphs):
            last = bisect_left(self.starts, high, first)
            for i in range(first, last):
                if (self.words[i][-1] in _ENDS or i + 1 == last) and (i + 1 == last or self._stops_at(i)):
                    self.sentence_of += [len(sentences)] * (i + 1 - first)
                    sentences.append(Sentence(first, i + 1, paragraph))
                    first = i + 1
        return sentences

    def _stops_at(self, i: int) -> bool:
        """Tell if a sentence ends after token i, a full stop or a mark that closes after one."""
        word, following = self.words[i], self.words[i + 1]
        if word[-1] == "." and len(word) > 1:
            return following in self.lexicon["function"]
        if word not in _STOPS and word != CLOSE:
            return False
        if word == CLOSE:
            stopped = i > 0 and self.words[i - 1] in _STOPS and self.words[i - 2 : i - 1] == [OPEN]
        else:
            stopped = following != CLOSE
        starts = not following[0].islower() and following not in (",", ";", ":", "-", "–", "—", ")")
        return stopped and starts

    def _find_cues(self, forms: dict[str, tuple[Form, ...]]) -> list[Cue]:
        """Look each word up among the first words of `forms`; the longest cue wins."""
        cues: list[Cue] = []
        plain = self.plain
        auxiliary = self.lexicon["auxiliary"]
        for i, word in enumerate(plain):
            if word not in forms:
                continue
            helped = not auxiliary.isdisjoint(plain[max(0, i - 4) : i])
            found = [f for f in forms[word] if tuple(plain[i + 1 : i + 1 + len(f.rest)]) == f.rest]
            if found:
                form = next((f for f in found if (f.tense == "participle") == helped), found[0])
                cues.append(Cue(i, i + 1 + len(form.rest), form, self.sentence_of[i]))
        return cues

    def cues_between(self, sentence: int, low: int, high: int) -> list[Cue]:
        """Give the cues of a sentence that lie in tokens `low` to `high`."""
        cues = self.cues_of.get(sentence, [])
        return cues[bisect_left(cues, low, key=lambda c: c.first) : bisect_left(cues, high + 1, key=lambda c: c.last)]

    def earlier_cues(self, cue: Cue, n: int) -> list[Cue]:
        """Give the last `n` cues before a cue in its sentence, the nearest first."""
        cues = self.cues_of.get(cue.sentence, [])
        at = bisect_left(cues, cue.first, key=lambda c: c.first)
        return cues[max(0, at - n) : at][::-1]

    def _find_according(self) -> dict[int, list[Cue]]:
        """Give the phrases such as "according to" by sentence."""
        found: dict[int, list[Cue]] = {}
        phrases, plain = self.lexicon.according, self.plain
        for i, word in enumerate(plain):
            for rest in phrases.get(word, ()):
                last = i + 1 + len(rest)
                if tuple(plain[i + 1 : last]) == rest:
                    sentence = self.sentence_of[i]
                    found.setdefault(sentence, []).append(Cue(i, last, ACCORDING, sentence))
                    break
        return found

    def _find_capitals(self) -> frozenset[str]:
        """Give the words that stand with a capital where no sentence begins, or before another such word."""
        heads = {s.first for s in self.sentences}
        return frozenset(
            word.removesuffix("'s") for i, word in enumerate(self.words) if word[0].isupper() and i not in heads
        )

    def _find_names(self) -> list[bool]:
        """Tell of each token if it is written as part of a name and does not merely begin a sentence."""
        function = self.lexicon["function"]
        names = [word[0].isupper() and word not in function for word in self.words]
        for sentence in self.sentences:
            i = sentence.first
            if names[i] and self.words[i].removesuffix("'s") not in self.capitals:
                names[i] = i + 1 < sentence.last and names[i + 1]
        return names

    def is_name(self, i: int) -> bool:
        """Tell if token i is written as part of a name."""
        return self.names[i]
