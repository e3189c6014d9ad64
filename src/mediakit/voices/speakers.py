"""From a mention to a person: the fullest name in the article, whom "he" means, who "the minister" is."""

from bisect import bisect_left
from collections import Counter

from .grammar import load_given_names
from .mentions import Mention, is_person
from .names import PARTICLES
from .reading import Reading
from .scanning import FOLDS
from .subjects import find_main

_FAR = 8
_NEAR = 5
_HEADS = frozenset(["president", "président", "présidente", "pope", "pape", "king", "queen", "roi", "reine", "prime",
                    "premier", "judge", "juge"])  # fmt: skip
_OWNERS = {"his": "he", "her": "she", "their": "they", "its": "it"}
_OF_PLACE = frozenset(["in", "at", "to", "from", "near", "of", "à", "en", "vers", "de", "d'", "des", "du", "au", "aux"])


class People:
    """
    The people of one article, found by their names as they stand outside quotes.

    ``full[surname]`` lists full names, most frequent first; ``roles[role]`` lists the people introduced with a role,
    such as "minister"; ``said`` maps a sentence to the speakers found in it so far, for pronouns.
    """

    def __init__(self, r: Reading) -> None:
        self.r = r
        self.counts: Counter[tuple[str, ...]] = Counter()
        self.roles: dict[str, list[tuple[str, ...]]] = {}
        self.gender: dict[str, str] = {}
        self.said: dict[int, list[tuple[str, bool]]] = {}
        kinds = r.lexicon
        self.titles = kinds["title"] | kinds["title_m"] | kinds["title_f"]
        self.places: dict[tuple[str, ...], list[int]] = {}
        self.as_place: Counter[tuple[str, ...]] = Counter()
        self.sure: set[str] = set()
        self.aged: set[str] = set()
        self._collect()
        self.full: dict[str, list[tuple[str, ...]]] = {}
        self.first: dict[str, list[tuple[str, ...]]] = {}
        for name, _ in sorted(self.counts.items(), key=lambda item: (-item[1], -len(item[0]), item[0])):
            self.full.setdefault(name[-1], []).append(name)
            self.first.setdefault(name[0], []).append(name)

    def _collect(self) -> None:
        """Read every run of capitalised words once."""
        r, i, n_words = self.r, 0, len(self.r.words)
        while i < n_words:
            if not r.is_name(i) and r.words[i] not in self.titles:
                i += 1
                continue
            j = i + 1
            while j < n_words and r.sentence_of[j] == r.sentence_of[i] and (r.is_name(j) or self._inside(i, j)):
                j += 1
            self._enter(i, j)
            i = j

    def _inside(self, i: int, j: int) -> bool:
        """Tell if token j is a particle between two names, as in "Charles de Gaulle"."""
        words = self.r.words
        return j > i and self.r.plain[j] in PARTICLES and j + 1 < len(words) and words[j + 1][0].isupper()

    def _enter(self, i: int, j: int) -> None:
        """Note the person that tokens i to j name, with the roles before and after the name."""
        r = self.r
        start = self.skip_titles(i, j)
        name = self._spell(start, j)
        if not name or not is_person(r, start, j) or any(len(w) == 1 for w in name[-1:]):
            return
        for k in range(i, start):
            if r.words[k] in r.lexicon["title_m"] or r.words[k] in r.lexicon["title_f"]:
                gender = "m" if r.words[k] in r.lexicon["title_m"] else "f"
                self.gender[name[-1]] = gender if self.gender.get(name[-1], gender) == gender else ""
        if len(name) == 1 and self._has_age(j) and FOLDS[name[0]] in load_given_names():
            self.aged.add(name[0])
        if len(name) > 1:
            self.counts[name] += 1
        if len(name) > 1 or not self._in_place(start):
            self.places.setdefault(name, []).append(i)
            self.as_place[name] += self._in_place(start) and start == i
        if len(name) == 1 and self._in_place(start):
            return
        if start > i:
            self.sure.add(name[-1])
        reach = 14 if i and r.words[i - 1] == "," else 3
        for k in [*range(max(0, i - reach), start), *self._after(j)]:
            if r.plain[k] in r.lexicon["role"] and (k >= i or self._introduces(k, i, start)):
                self.sure.add(name[-1])
                self.roles.setdefault(r.plain[k], []).append(name)
                if k and r.plain[k - 1] in r.lexicon["role"]:
                    self.roles.setdefault(r.plain[k - 1] + " " + r.plain[k], []).append(name)

    def _has_age(self, j: int) -> bool:
        """Tell if an age follows the name that ends at token j: "Léonie, 20 ans"."""
        words = self.r.words
        return words[j : j + 1] == [","] and words[j + 1 : j + 2] != [] and words[j + 1].isdigit()

    def _in_place(self, i: int) -> bool:
        """Tell if a preposition of place stands before token i."""
        return i > 0 and self.r.plain[i - 1] in _OF_PLACE

    def is_known(self, speaker: str) -> bool:
        """Tell if a name is surely a person's: a title or role stood with it, or it does not mostly name a place."""
        name = tuple(speaker.split(" "))
        if name[-1] in self.sure:
            return True
        if len(name) == 1 and name[0] in self.aged:
            return True
        return len(name) > 1 and self.as_place[name] * 2 < len(self.places.get(name, ()))

    def _introduces(self, k: int, i: int, start: int) -> bool:
        """Tell if the role at k belongs to the name at token i: "the ROLE of ..., Mr. NAME", "minister NAME"."""
        words, plain, role = self.r.words, self.r.plain, self.r.lexicon["role"]
        if k >= i - 3 and words[i - 1] != ",":
            linked = all(w in role or w in ("de", "du", "d'", "l'", "la", "of", "the") for w in plain[k + 1 : i])
            return linked and (start > i or plain[i - 1] in role)
        return words[i - 1] == "," and not any(w in ",.;:" for w in words[k : i - 1])

    def _after(self, j: int) -> range:
        """Give the tokens of an aside after the name that ends at j."""
        words = self.r.words
        if j >= len(words) or words[j] != ",":
            return range(0)
        end = j + 1
        while end < min(len(words), j + 9) and words[end] not in ",.;:" and not self.r.is_name(end):
            end += 1
        return range(j + 1, end)

    def skip_titles(self, i: int, j: int) -> int:
        """Give the token after the last title, role or adjective of nation before the name in tokens i to j."""
        r = self.r
        start = i
        for k in range(i, j - 1):
            if r.words[k] in self.titles or r.plain[k] in r.lexicon["role"]:
                start = k + 1
        return start

    def _spell(self, first: int, last: int) -> tuple[str, ...]:
        """Give the words of a name without the possessive ending."""
        return tuple(w.removesuffix("'s") for w in self.r.words[first:last])

    def resolve(self, mention: Mention | None, sentence: int) -> str:
        """Give the speaker that a mention stands for: a full name, or the words of the mention itself."""
        if mention is None:
            return ""
        if mention.kind == "name":
            return self._resolve_name(mention)
        if mention.kind == "pronoun":
            return self._resolve_pronoun(mention, sentence)
        return self._resolve_role(mention)

    def _resolve_name(self, mention: Mention) -> str:
        """Give the fullest form of a name; a surname alone goes to its most frequent bearer of a fitting title."""
        start = self.skip_titles(mention.first, mention.last)
        name = self._spell(start, mention.last)
        if len(name) == 1:
            wrong = self._wrong_gender(mention.first - 1, start)
            known = [
                bearer
                for bearer in self.full.get(name[0]) or self.first.get(name[0]) or []
                if not wrong or self.gender_of(self._join(bearer)) != wrong
            ]
            return self._join(self._shorten(known[0])) if known else self._join(name)
        longer = [n for n in self.full.get(name[-1], ()) if n[0] == name[0] and set(name) < set(n)]
        return self._join(longer[0] if longer else self._shorten(name))

    def _wrong_gender(self, first: int, last: int) -> str:
        """Give the gender that a title in tokens `first` to `last` rules out, "" where there is none."""
        words = self.r.words[max(0, first) : last]
        if any(w in self.r.lexicon["title_m"] for w in words):
            return "f"
        return "m" if any(w in self.r.lexicon["title_f"] for w in words) else ""

    def _shorten(self, name: tuple[str, ...]) -> tuple[str, ...]:
        """Leave out words before a name that elsewhere stands without them ("Republican Ann Lee")."""
        for size in range(2, len(name)):
            if self.counts[name[-size:]] >= max(1, self.counts[name]) and name[-size][0].isupper():
                return name[-size:]
        return name

    @staticmethod
    def _join(name: tuple[str, ...]) -> str:
        return " ".join(name).replace("d' ", "d'")

    def _resolve_role(self, mention: Mention) -> str:
        """Give the one person introduced with the role of "the minister"; else the words as they stand."""
        r = self.r
        words = r.text[r.starts[mention.first] : r.ends[mention.last - 1]].removesuffix("'s").removesuffix("’s")
        head = r.plain[mention.first]
        if head in r.lexicon["determiner"]:
            words = words[0].lower() + words[1:]
        role = self._head_role(mention) if head in ("the", "le", "la", "l'") else ""
        if not role:
            return words
        names = self.roles.get(role) or self.roles.get(role.rpartition(" ")[2], [])
        bearers = {self._shorten(self.full.get(n[-1], [n])[0]) for n in names}
        if len(bearers) == 1:
            return self._join(next(iter(bearers)))
        before = {b: bisect_left(self.places.get(b, []), mention.first) - 1 for b in bearers}
        last = {b: self.places[b][at] if at >= 0 else -1 for b, at in before.items()}
        nearest = max(sorted(last), key=lambda b: last[b], default=())
        if nearest and last[nearest] >= 0:
            return self._join(nearest)
        near = "" if bearers or not _HEADS.isdisjoint(role.split(" ")) else self._only_one_near(mention)
        return near or words

    def _only_one_near(self, mention: Mention) -> str:
        """Give the one person of the nearest sentence with a person, for a role that no one was introduced with."""
        r, wrong = self.r, {"le": "f", "la": "m"}.get(self.r.plain[mention.first], "")
        here = r.sentence_of[mention.first]
        for k in range(here, max(-1, here - _NEAR), -1):
            first, last = r.sentences[k].first, min(r.sentences[k].last, mention.first)
            named = dict.fromkeys(self._named_in(max(first, last - 60), last))
            fits = [name for name in named if not wrong or self.gender_of(name) != wrong]
            if fits:
                return fits[0] if len(fits) == 1 else ""
        return ""

    def gender_of(self, speaker: str) -> str:
        """Give the gender that a title or the first name shows, "" where nothing does."""
        first, _, rest = speaker.partition(" ")
        given = load_given_names().get(FOLDS[first], ("", False))[0]
        titled = self.gender.get(rest.rpartition(" ")[2] or first, "")
        return (given or titled) if rest else (titled or given)

    def _head_role(self, mention: Mention) -> str:
        """Give the role that heads "the minister" or "the Director-General of ...", with the role word before it."""
        r = self.r
        found: list[str] = []
        for k in range(mention.first + 1, min(mention.last, mention.first + 5)):
            if r.plain[k] in r.lexicon["role"]:
                found.append(r.plain[k])
            elif found:
                return " ".join(found[-2:]) if r.plain[k] in ("of", "for", "de", "du", "d'", "des", "à") else ""
        return " ".join(found[-2:])

    def _resolve_pronoun(self, mention: Mention, sentence: int) -> str:
        """Give whom a pronoun means: the last speaker or subject before it that fits in number and gender."""
        r = self.r
        word = _OWNERS.get(r.plain[mention.first], r.plain[mention.first])
        kinds = r.lexicon
        person = word in kinds["pronoun_m"] or word in kinds["pronoun_f"]
        if not person and word not in kinds["pronoun_thing"] and word not in kinds["pronoun_plural"]:
            return r.words[mention.first]
        wrong = "f" if word in kinds["pronoun_m"] else "m"
        for k in range(sentence, max(-1, sentence - _FAR), -1):
            for speaker in self._candidates(k, mention.first, person=person):
                if not person or self.gender_of(speaker) != wrong:
                    return speaker
        return r.words[mention.first].lstrip("-").removeprefix("t-")

    def _candidates(self, sentence: int, before: int, *, person: bool) -> list[str]:
        """Give the speakers, then the subject, then the other people of a sentence before token `before`."""
        r = self.r
        found = [s for s, is_one in reversed(self.said.get(sentence, [])[-5:]) if is_one == person]
        span = r.sentences[sentence]
        main = find_main(r, span.first, min(span.last, before))
        if main and main.kind != "pronoun" and main.last <= before:
            speaker = self.resolve(main, sentence)
            if self.is_known(speaker) == person:
                found.append(speaker)
        if person:
            found += self._named_in(max(span.first, min(span.last, before) - 60), min(span.last, before))
        return found

    def _named_in(self, first: int, last: int) -> list[str]:
        """Give the people named in tokens `first` to `last`, first named first."""
        r, found, i = self.r, [], first
        while i < last:
            if not r.is_name(i):
                i += 1
                continue
            j = i + 1
            while j < last and r.is_name(j):
                j += 1
            start = self.skip_titles(i, j)
            if is_person(r, start, j):
                name = self._resolve_name(Mention(start, j, "name"))
                found += [name] if self.is_known(name) else []
            i = j
        return found

    def note(self, speaker: str, mention: Mention, sentence: int) -> None:
        """Remember who spoke in a sentence."""
        is_one = mention.kind == "name" or self.is_known(speaker)
        self.said.setdefault(sentence, []).append((speaker, is_one))
