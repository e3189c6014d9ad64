"""The codebooks that ship for any news: generic frames, and the functions of a frame."""

import functools

import pandas as pd
import pytest

from mediakit.framing.codebook import describe_codebook, load_codebook
from mediakit.framing.places import find_frames
from mediakit.text.matching import match_phrases
from mediakit.text.stop_words import load_stop_words
from mediakit.text.tokens import tokenize

FRAMES = {
    "generic": ["conflict", "human interest", "consequences", "morality", "responsibility"],
    "functions": ["problem", "cause", "judgement", "remedy"],
}
LANGUAGES = ["en", "fr", "ar"]
# Words of grammar that state a cause or a duty by themselves, or that the codebook admits beside certain words only.
MEANT = {
    *("because", "hence", "therefore", "thus", "must", "should", "trillion*"),
    *("car", "puisque", "puisqu'", "doit", "doivent", "devrait", "devraient", "confie", "raconte"),
    *("بسبب", "بفضل", "بالتالي", "وبالتالي", "لأن", "لأنه", "لأنها", "لأنهم", "لذا", "لذلك", "لماذا"),
    *("يجب", "وجب", "ينبغي", "لابد", "روت", "روى", "خلف", "إمام", "فاضح*"),
}


read = functools.cache(load_codebook)


def found(text, lang, name):
    corpus = pd.DataFrame({"text": [text]}, index=["a"])
    langs = pd.Series([lang], index=["a"])
    return find_frames(tokenize(corpus, spans=True), read(name), langs=langs)["frame"].tolist()


@pytest.mark.parametrize("name", FRAMES)
def test_every_frame_has_sixty_to_two_hundred_phrases_in_each_language(name):
    codebook = read(name)
    assert codebook["category"].unique().tolist() == FRAMES[name]
    sizes = pd.crosstab(codebook["category"], codebook["lang"])[LANGUAGES]
    assert sizes.ge(60).all(axis=None)
    assert sizes.le(200).all(axis=None)
    assert (codebook["phrase"].str.split().str.len() > 1).groupby(codebook["lang"]).mean().gt(0.2).all()
    assert codebook["weight"].between(0, 1, inclusive="right").all()


@pytest.mark.parametrize("name", FRAMES)
def test_every_frame_is_defined_in_each_language(name):
    described = describe_codebook(name)
    assert len(described) == len(FRAMES[name]) * len(LANGUAGES)
    assert described[["definition", "example", "counter_example"]].ne("").all(axis=None)


@pytest.mark.parametrize("name", FRAMES)
def test_an_example_is_found_and_a_counter_example_is_not(name):
    for frame in describe_codebook(name).itertuples():
        assert frame.category in found(frame.example, frame.lang, name), frame
        assert frame.category not in found(frame.counter_example, frame.lang, name), frame


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", FRAMES)
def test_no_phrase_takes_a_word_of_grammar(name, lang):
    own = read(name).query("lang == @lang").reset_index(drop=True)
    words = pd.DataFrame({"text": sorted(load_stop_words(lang))})
    taken = match_phrases(tokenize(words), own["phrase"].tolist())["phrase"]
    assert set(own["phrase"][taken]) <= MEANT


@pytest.mark.parametrize("name", FRAMES)
def test_a_wildcard_of_one_word_has_a_stem_that_is_no_other_word(name, sample):
    codebook = read(name)
    alone = codebook[codebook["phrase"].str.fullmatch(r"\S*\*\S*")]
    n_letters = alone["phrase"].str.replace("*", "").str.len()
    assert n_letters.ge(alone["lang"].map({"en": 4, "fr": 4, "ar": 3})).all()
    terms = pd.DataFrame({"text": tokenize(sample).terms})
    matches = match_phrases(tokenize(terms), alone["phrase"].tolist())
    assert matches.groupby("phrase")["doc"].nunique().max() <= 6


@pytest.mark.parametrize("name", FRAMES)
def test_no_neighbour_holds_a_word_of_its_own_phrase(name):
    codebook = read(name)
    lists = pd.concat(
        [codebook[["phrase", column]].set_axis(["phrase", "near"], axis=1) for column in ("near", "without")]
    )
    pairs = lists.assign(near=lists["near"].str.split("|")).explode("near").query("near.str.contains(' ')")
    never_met = [near for phrase, near in pairs.itertuples(index=False) if set(phrase.split()) & set(near.split())]
    assert never_met == []


@pytest.mark.parametrize("name", FRAMES)
def test_neighbours_are_asked_for_by_few_letters_at_least(name):
    codebook = read(name)
    lists = pd.concat([codebook["near"], codebook["without"]]).str.split("|").explode().str.strip()
    stems = lists[lists.str.endswith("*")].str.rstrip("*")
    assert stems.str.len().ge(2).all()


@pytest.mark.parametrize(
    ("text", "lang", "frame"),
    [
        ("The two parties are at odds over the harbour tax.", "en", "conflict"),
        ("Les deux partis sont à couteaux tirés depuis le vote.", "fr", "conflict"),
        ("انتقدت المعارضة قرار المجلس.", "ar", "conflict"),
        ("She lost her son in the fire.", "en", "human interest"),
        ("La veuve du pêcheur garde sa casquette.", "fr", "human interest"),
        ("فقدت زوجها في الحريق.", "ar", "human interest"),
        ("The strike led to empty shelves.", "en", "consequences"),
        ("La grève a coûté deux millions à la ville.", "fr", "consequences"),
        ("أدى الإضراب إلى رفوف فارغة وخسائر فادحة.", "ar", "consequences"),
        ("It is the right thing to do, the priest said.", "en", "morality"),
        ("Un devoir moral, dit le curé.", "fr", "morality"),
        ("هذا سلوك غير أخلاقي.", "ar", "morality"),
        ("The council failed to act and must answer for it.", "en", "responsibility"),
        ("La mairie est responsable : c'est la faute du maire.", "fr", "responsibility"),
        ("تتحمل الوزارة المسؤولية كاملة.", "ar", "responsibility"),
    ],
)
def test_a_plain_sentence_has_its_generic_frame(text, lang, frame):
    assert frame in found(text, lang, "generic")


@pytest.mark.parametrize(
    ("text", "lang", "frame"),
    [
        ("Clinics suffer from a lack of nurses.", "en", "problem"),
        ("Les cliniques manquent de lits.", "fr", "problem"),
        ("تعاني العيادات من نقص في الأسرة.", "ar", "problem"),
        ("The bridge closed because of rust.", "en", "cause"),
        ("Le pont a fermé en raison de la rouille.", "fr", "cause"),
        ("أغلق الجسر بسبب الصدأ.", "ar", "cause"),
        ("He called the plan outrageous.", "en", "judgement"),
        ("Il juge le plan inacceptable.", "fr", "judgement"),
        ("وصف الخطة بأنها فاشلة.", "ar", "judgement"),
        ("She called for new rules.", "en", "remedy"),
        ("Elle réclame des mesures.", "fr", "remedy"),
        ("دعت إلى اتخاذ تدابير.", "ar", "remedy"),
    ],
)
def test_a_plain_sentence_has_its_function(text, lang, frame):
    assert frame in found(text, lang, "functions")


@pytest.mark.parametrize(
    ("text", "lang", "name"),
    [
        ("A grand slam in the ninth inning won the match.", "en", "generic"),
        ("They fund campaigns and contributed to the campaign of a friend.", "en", "functions"),
        ("Un tournoi d'échecs au club.", "fr", "functions"),
        ("L'orgue de Barbarie jouait.", "fr", "generic"),
        ("سار أمام الأمة كلها.", "ar", "generic"),
        ("انتهت المباراة بنتيجة هدف لهدف.", "ar", "generic"),
    ],
)
def test_a_word_of_two_meanings_is_told_apart_by_its_neighbours(text, lang, name):
    assert found(text, lang, name) == []
