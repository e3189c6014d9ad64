"""Web pages: the article without what stands around it, whatever encoding a page claims; no harm from bad ones."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mediakit.corpus.sources.extras
from mediakit.corpus.sources.decoding import decode_page, find_charset
from mediakit.corpus.sources.markup import parse_markup, read_lines
from mediakit.corpus.sources.pages import LARGEST_PAGE, is_front_page, read_page, read_page_source
from mediakit.corpus.sources.records import Record, Reject

pytest.importorskip("trafilatura", reason="reading pages needs the extra 'sources'")

FRENCH = [
    "Le pacte entre Lorvane et les îles du Nord a tenu un troisième hiver, a annoncé lundi le conseil du port.",
    "« Les deux flottes ont respecté la ligne », a déclaré Ada Vane, qui préside le conseil depuis l'été.",
]
ARABIC = [
    "صمد الاتفاق بين لورفان وجزر الشمال شتاء ثالثا، بحسب ما أعلنه مجلس الميناء يوم الاثنين في بيان له.",
    "وقالت آدا فاين، رئيسة المجلس، إن الأسطولين احترما الخط الفاصل بينهما منذ الصيف الماضي.",
]
RUSSIAN = ["Совет гавани объявил, что договор между островами соблюдается третью зиму подряд, и обе стороны довольны."]


def write_page(paragraphs, *, lang="fr", charset="utf-8", title="Le pacte tient"):
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<html lang='{lang}'><head><meta charset='{charset}'><title>{title} | Le Phare</title>"
        "<meta property='og:site_name' content='Le Phare'><meta name='author' content='Ada Vane'>"
        "<meta property='article:published_time' content='2024-03-04T05:06:07+01:00'></head><body>"
        "<nav><ul><li><a href='/'>Accueil</a></li><li><a href='/sport'>Sport</a></li></ul></nav>"
        f"<article><h1>{title}</h1>{body}</article><section id='comments'><p>Premier commentaire d'un lecteur.</p>"
        "</section><footer><p>Mentions légales</p></footer></body></html>"
    )


def test_a_page_gives_its_article_and_what_it_says_of_itself():
    assert read_page(write_page(FRENCH), url="https://phare.example/pacte") == {
        "title": "Le pacte tient",
        "text": "\n\n".join(FRENCH),
        "date": "2024-03-04",
        "author": "Ada Vane",
        "outlet": "Le Phare",
        "lang": "fr",
        "url": "https://phare.example/pacte",
    }


def test_what_a_page_does_not_say_is_missing():
    article = read_page(f"<html><body><article><p>{FRENCH[0]}</p><p>{FRENCH[1]}</p></article></body></html>")
    assert article["text"] == "\n\n".join(FRENCH)
    assert [article[name] for name in ("date", "author", "outlet", "lang", "url")] == [None] * 5


@pytest.mark.parametrize("claimed", ["utf-8", "windows-1252", "windows-1256", "iso-8859-1", "no-such-thing", "base64"])
@pytest.mark.parametrize(
    ("paragraphs", "written"), [(FRENCH, "cp1252"), (FRENCH, "utf-8"), (ARABIC, "cp1256"), (ARABIC, "utf-8")]
)
def test_the_encoding_that_a_page_claims_does_not_matter(paragraphs, written, claimed):
    raw = write_page(paragraphs, charset=claimed).encode(written, errors="xmlcharrefreplace")
    assert read_page(raw)["text"] == "\n\n".join(paragraphs)
    [record] = read_page_source(raw, charset=claimed)
    assert record.fields["text"] == "\n\n".join(paragraphs)


@pytest.mark.parametrize(
    ("text", "written", "charset"),
    [
        (FRENCH[0], "utf-16", None),
        (FRENCH[0], "utf-8-sig", "windows-1252"),
        (ARABIC[0], "iso8859-6", "utf-8"),
        (RUSSIAN[0], "cp1251", "utf-8"),
        (RUSSIAN[0], "koi8-r", "koi8-r"),
        ("日本語の記事です。", "iso2022_jp", "iso-2022-jp"),
        ("Plain text.", "ascii", None),
    ],
)
def test_bytes_are_decoded_as_they_were_written(text, written, charset):
    assert decode_page(text.encode(written), charset=charset) == text


def test_utf8_with_a_damaged_byte_stays_utf8():
    assert decode_page("Élus préfets été".encode().replace(b"\xc3\xa9fets", b"\xffets") * 9).startswith(
        "Élus pr\ufffdets"
    )


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "windows-1256", "utf-16", "x"]))
def test_any_bytes_can_be_decoded(raw, charset):
    assert "\x00" not in decode_page(raw, charset=charset)


@given(st.text(max_size=200).filter(lambda text: not text.startswith("\ufeff")))
def test_utf8_comes_back_as_it_was(text):
    text = text.encode("utf-8", errors="replace").decode("utf-8").replace("\x00", "")
    if not text.encode().startswith((b"\xff\xfe", b"\xfe\xff")):
        assert decode_page(text.encode()) == text


def test_a_page_without_an_article_says_so():
    html = "<html><head><title>Accueil</title></head><body><p>Menu</p></body></html>"
    assert read_page(html)["text"] is None
    assert read_page(html)["title"] == "Accueil"
    assert list(read_page_source(html.encode(), place="record 3")) == [
        Reject("record 3", "The page has no article: no text of ten words or more was found in it.")
    ]


@pytest.mark.parametrize("html", ["", " ", "<!-- -->", "\x00", "no markup", "<", b"", b"\xff\xfe"])
def test_what_is_no_page_has_no_article(html):
    assert read_page(html, url="https://phare.example/a") == dict.fromkeys(
        ("title", "text", "date", "author", "outlet", "lang")
    ) | {"url": "https://phare.example/a"}


def test_a_front_page_is_put_aside():
    [item] = read_page_source(write_page(FRENCH).encode(), url="https://phare.example/")
    assert "front page" in item.reason


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://phare.example", True),
        ("https://phare.example/index.html", True),
        ("https://phare.example/?p=12", False),
        ("https://phare.example/pacte", False),
        ("pages/", False),
        (None, False),
    ],
)
def test_front_pages_are_known_by_their_address(url, expected):
    assert is_front_page(url) == expected


def test_comments_and_menus_are_left_out():
    text = read_page(write_page(FRENCH))["text"]
    assert "commentaire" not in text
    assert "Sport" not in text


def test_nulls_do_not_end_a_page():
    html = write_page([FRENCH[0], "\x00", FRENCH[1]])
    assert read_page(html)["text"] == "\n\n".join(FRENCH)


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td", "ul><li", "span"])
def test_markup_nested_without_end_is_survived(tag):
    html = f"<html><body><article><p>{FRENCH[0]}</p><p>{FRENCH[1]}</p>" + f"<{tag}>" * 20_000 + "fin</body></html>"
    [item] = read_page_source(html.encode())
    assert isinstance(item, Record | Reject)


@settings(max_examples=30)
@given(st.text(alphabet="<>/=\"' apdivtbleh1!-&;#xàع\x00\n", max_size=300))
def test_any_markup_can_be_read(html):
    read_page(html)
    tree = parse_markup(html)
    assert tree is None or all(line == " ".join(line.split()) for line in read_lines([tree]))


def test_scripts_and_external_entities_are_not_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret of this machine")
    html = (
        f"<!DOCTYPE html [<!ENTITY file SYSTEM '{secret.as_uri()}'>]><html><body><article><p>{FRENCH[0]} &file;</p>"
        f"<script>document.write('evil')</script><p>{FRENCH[1]}</p></article></body></html>"
    )
    text = read_page(html)["text"]
    assert "secret" not in text
    assert "evil" not in text


def test_a_page_that_is_too_large_is_refused():
    with pytest.raises(ValueError, match=r"The page has 20,971,521 bytes; at most 20,971,520 are read\. Cut it"):
        read_page(" " * (LARGEST_PAGE + 1))
    [item] = read_page_source(b" " * (LARGEST_PAGE + 1))
    assert "at most 20,971,520 are read" in item.reason


def test_a_path_is_no_page(tmp_path):
    with pytest.raises(TypeError, match="html must be the page itself, str or bytes; got PosixPath"):
        read_page(tmp_path)


def test_a_missing_library_names_the_extra(monkeypatch):
    def fail(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(mediakit.corpus.sources.extras.importlib, "import_module", fail)
    with pytest.raises(ImportError, match=r"Reading web pages needs 'trafilatura'.*mediakit\[sources\]"):
        read_page("<p>x</p>")


@pytest.mark.parametrize(
    ("header", "charset"),
    [
        ("text/html; charset=UTF-8", "UTF-8"),
        ('text/html;charset="cp1256"', "cp1256"),
        ("text/html", None),
        (None, None),
    ],
)
def test_the_header_names_the_encoding(header, charset):
    assert find_charset(header) == charset
