"""Names and people in Arabic, where letters have no case: a name is what follows a title or a role."""

from .grammar import load_given_names
from .marks import CLOSE, OPEN
from .mentions import Mention
from .reading import Reading

PUNCTUATION = frozenset((*",،:;؛.()–-—!؟?…“”«»|/'\"", OPEN, CLOSE))
_AMOUNTS = frozenset(("عدد", "العديد", "مجموعه", "كثير", "الكثير", "جزء", "فريق", "واحد", "واحده"))
_CONJUNCTIONS = frozenset(("متي", "اذا", "لان"))
_NEAR = 5
_LINKS = frozenset(("باسم", "لدي", "بين"))


def end_of_phrase(r: Reading, first: int, last: int) -> int:
    """Give the end of the noun phrase that begins at token `first`: at punctuation, a preposition or "that"."""
    stop, k = r.lexicon["stop"], first
    while k < last and k - first < 14 and r.words[k] not in PUNCTUATION and not _stops(r, k, first, stop):
        if k > first and r.plain[k] in r.lexicon["that"]:
            break
        k += 1
    return k


def _stops(r: Reading, k: int, first: int, stop: frozenset[str]) -> bool:
    """Tell if token k ends a phrase; « علي » after another word is a name, and « عدد من » goes on."""
    if r.plain[k] == "من" and k == first + 1 and r.plain[first] in _AMOUNTS:
        return False
    return r.plain[k] in stop and not (r.words[k] == "علي" and k > first)


def find_name(r: Reading, first: int, last: int) -> tuple[int, int] | None:  # noqa: PLR0911
    """Give the tokens of the personal name inside a phrase: after "Mr", else the last words after a role."""
    titles = r.lexicon["title_m"] | r.lexicon["title_f"]
    role, body, stop = r.lexicon["role"], r.lexicon["institution"], r.lexicon["stop"]
    for k in range(last - 2, first - 1, -1):
        if r.plain[k] in titles:
            end = min(last, k + 5)
            breaks = (j for j in range(k + 2, end) if r.plain[j] in role | stop or r.plain[j][1:] in role | titles)
            return k + 1, next(breaks, end)
    if (
        last - first < 2
        or r.plain[first] in ("متي", "اذا", "لان")
        or r.plain[first] in body
        or r.plain[last - 1] in role | body
        or r.plain[last - 1].isdigit()
    ):
        return None
    if r.plain[first] in role:
        led = _after_definite(r, first, last)
        if led:
            return led
    start = last - 1
    if r.plain[last - 2] not in role and not _is_definite(r, last - 2):
        start = last - 2
    elif last - first > 2 and _is_definite(r, last - 2) and r.plain[last - 3] in r.lexicon["particle"]:
        start = last - 3
    while start - 1 > first and r.plain[start - 1] in r.lexicon["particle"]:
        start -= 1
    headed = r.plain[first] in role
    if start == last - 1 and (not headed or _is_definite(r, start) or last - first > 3):
        return None
    if r.plain[start] in _LINKS or (r.plain[start][0] == "ل" and start + 1 < last and _is_definite(r, start + 1)):
        return None
    if not headed and (_is_definite(r, first) or last - first > 4):
        return None
    return (start, last) if headed else (first, last)


def _after_definite(r: Reading, first: int, last: int) -> tuple[int, int] | None:
    """Give the two words after the last title or adjective with the article ("the lawyer NAME NAME met ...")."""
    role = r.lexicon["role"]
    for j in range(first + 1, last - 1):
        if _is_definite(r, j) or r.plain[j] in role or r.plain[j] in _LINKS or not _is_definite(r, j - 1):
            continue
        if r.plain[j].startswith("ل") and _is_definite(r, j + 1):
            continue
        end = j + 2
        while end < last and (r.plain[end - 1] in r.lexicon["particle"] or (r.plain[end - 2] == "عبد" and end - j < 3)):
            end += 1
        return j, min(end, last)
    return None


def _is_definite(r: Reading, i: int) -> bool:
    """Tell if a word bears the article, also behind a preposition."""
    return r.plain[i].startswith(("ال", "لل", "وال", "بال"))


def find_given(r: Reading, first: int = 0, last: int | None = None) -> list[tuple[int, str]]:
    """Give the tokens that are first names and no other word, with their gender, outside quotes."""
    given = load_given_names()
    found: list[tuple[int, str]] = []
    for i in range(first, len(r.plain) if last is None else last):
        if r.plain[i] in given and r.words[i] != "على":
            gender, is_word = given[r.plain[i]]
            if not is_word:
                found.append((i, gender))
    return found


def _ends_name(r: Reading, k: int) -> bool:
    """Tell if token k may be the last name after a first name: with the article, or before a sign."""
    if k >= len(r.words) or r.words[k] in PUNCTUATION or not r.words[k].isalpha():
        return False
    if r.plain[k] in r.lexicon["stop"] or r.plain[k] in r.lexicon["that"] or r.plain[k] in r.lexicon.forms:
        return False
    return r.plain[k].startswith("ال") or r.words[k + 1 : k + 2] == [] or r.words[k + 1] in PUNCTUATION


class People:
    """The people of an Arabic article by the last word of their names and by their roles."""

    def __init__(self, r: Reading) -> None:
        self.r = r
        self.full: dict[str, str] = {}
        self.first: dict[str, str] = {}
        self.roles: dict[str, str] = {}
        self.named: dict[int, list[tuple[int, str, str]]] = {}
        self.last = {"": "", "m": "", "f": ""}
        self.gender: dict[str, str] = {}
        self.places: dict[str, list[int]] = {}
        for i, word in enumerate(r.plain):
            self.places.setdefault(word, []).append(i)
        self._enter_given()
        heads = r.lexicon["role"] | r.lexicon["title_m"] | r.lexicon["title_f"]
        for i, word in enumerate(r.plain):
            if word in heads and r.plain[i - 1] not in heads:
                end = end_of_phrase(r, i, min(len(r.plain), i + 10))
                self._enter(i, end)
                if end + 1 < len(r.words) and r.words[end] in (",", "،") and find_name(r, i, end) is None:
                    self._enter(end + 1, end_of_phrase(r, end + 1, min(len(r.plain), end + 9)), i)

    def _enter_given(self) -> None:
        """Note the people whose first name is known, with or without a title before it."""
        r = self.r
        for i, gender in find_given(r):
            end = i + 2 if _ends_name(r, i + 1) else i + 1
            name = self._spell(i, end)
            before = r.words[i - 1] if i else "."
            if end - i > 1:
                self.full.setdefault(r.plain[end - 1], name)
                self.first.setdefault(r.plain[i], name)
            elif not (before in PUNCTUATION or r.plain[i - 1] in r.lexicon.forms or r.plain[i] in self.first):
                continue
            self.named.setdefault(r.sentence_of[i], []).append((i, self.first.get(r.plain[i], name), gender))

    def _enter(self, first: int, last: int, role: int | None = None) -> None:
        """Note a name with the role before it."""
        found = find_name(self.r, first, last)
        if found is None:
            return
        name = self._spell(*found)
        feminine = self.r.plain[first].endswith("ه") or self.r.plain[first] in self.r.lexicon["title_f"]
        name = self.full.get(self.r.plain[found[1] - 1], name) if found[1] - found[0] == 1 else name
        self.named.setdefault(self.r.sentence_of[first], []).append((first, name, "f" if feminine else "m"))
        if found[1] - found[0] > 1:
            self.full.setdefault(self.r.plain[found[1] - 1], name)
            self.first.setdefault(self.r.plain[found[0]], name)
        for k in range(first, found[0]) if role is None else (role,):
            if self.r.plain[k] in self.r.lexicon["role"]:
                self.roles.setdefault(self.r.plain[k].removeprefix("ال"), name)

    def _spell(self, first: int, last: int) -> str:
        return " ".join(self.r.words[first:last])

    def resolve(self, mention: Mention | None, sentence: int) -> str:
        """Give the speaker that a mention stands for."""
        if mention is None:
            return ""
        r = self.r
        if mention.kind == "pronoun" or r.plain[mention.first] in ("هو", "هي", "هم"):
            verb = r.plain[mention.first].lstrip("وف")
            feminine = (verb.startswith("ت") and not verb.startswith(("تابع", "توقع", "تعهد", "تسا"))) or verb.endswith(
                ("ت", "ه")
            )
            gender = "f" if feminine else "m"
            for k in range(sentence, max(-1, sentence - 4), -1):
                near = [n for at, n, g in self.named.get(k, ()) if at < mention.first and g == gender]
                if near and r.sentences[k].paragraph == r.sentences[sentence].paragraph:
                    return near[0]
            return self.last[gender] or self.last[""]
        found = find_name(r, mention.first, mention.last)
        if found is None:
            word = r.plain[mention.first].removeprefix("ال")
            alone = mention.last - mention.first == 1
            known = self._of_one_word(r.plain[mention.first]) if alone else None
            return known or self._of_role(mention, word) or self._spell(mention.first, mention.last)
        known = self._of_one_word(r.plain[found[0]]) if found[1] - found[0] == 1 else None
        return known or self._spell(*found)

    def _of_role(self, mention: Mention, word: str) -> str:
        """Give the bearer of a role with the article, else the one person of its gender in the nearest sentence."""
        r = self.r
        if r.plain[mention.first] == word or mention.last - mention.first > 5:
            return ""
        if r.plain[mention.first] not in r.lexicon["role"]:
            return ""
        if word in self.roles:
            return self.roles[word]
        gender, here = "f" if word.endswith("ه") else "m", r.sentence_of[mention.first]
        for k in range(here, max(-1, here - _NEAR), -1):
            fits = dict.fromkeys(n for at, n, g in self.named.get(k, ()) if at < mention.first and g in ("", gender))
            if fits:
                return next(iter(fits)) if len(fits) == 1 else ""
        return ""

    def _of_one_word(self, word: str) -> str | None:
        """Give the whole name that ends, else the one that begins, with a word that stands alone."""
        return self.full.get(word) or self.first.get(word) or self._before(word)

    def _before(self, word: str) -> str | None:
        """Give the name whose first name stands somewhere before `word`, also where it is a common word as well."""
        r, given = self.r, load_given_names()
        for i in self.places.get(word, ()):
            if i and r.plain[i - 1] in given:
                return self._spell(i - 1, i + 1)
        return None

    def note(self, speaker: str, mention: Mention, sentence: int) -> None:  # noqa: ARG002 - as in English
        """Remember the last speaker, by the gender of the verb or the role."""
        word = self.r.plain[mention.first]
        before = self.r.plain[mention.first - 1] if mention.first else ""
        feminine = word.endswith("ه") or word in self.r.lexicon["title_f"] or before.endswith("ت")
        gender = self.gender.setdefault(speaker, "f" if feminine else "m")
        self.last[gender] = self.last[""] = speaker
