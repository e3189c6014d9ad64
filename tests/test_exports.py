"""Exports of databases: each article of the samples, in each layout; what is broken is put aside with its reason."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediakit.corpus.sources import europresse, factiva, gdelt, media_cloud, nexis
from mediakit.corpus.sources.records import Record, Reject
from mediakit.corpus.sources.rich_text import read_rich_text

for library in ("lxml", "docx", "striprtf"):
    pytest.importorskip(library, reason="reading exports needs the extra 'sources'")

EXPORTS = Path(__file__).parent / "data" / "exports"
PACT = (
    "The pact between Lorvane and the northern islands held for a third winter, the harbour council said on Monday.\n\n"
    "“Both fleets kept to the line,” said Ada Vane, who chairs the council. “Nobody expected that.”\n\n"
    "Fishing resumes in March."
)
PACTE = (
    "Le pacte entre Lorvane et les îles du Nord a tenu un troisième hiver, a annoncé lundi le conseil du port.\n\n"
    "« Les deux flottes ont respecté la ligne », a déclaré Ada Vane, qui préside le conseil."
)
FERRY = (
    "The ferry to Port-Lavigne was late on nine days of ten in February, figures of the port show.\n\n"
    "The company blamed the fog."
)


def read_bytes(name):
    return (EXPORTS / name).read_bytes()


def read_lines(name):
    return (EXPORTS / name).read_text(encoding="utf-8").splitlines()


def test_europresse_gives_its_articles():
    first, aside, third = europresse.read_europresse(read_bytes("europresse.html"))
    assert first == Record(
        {
            "title": "Le pacte tient un troisième hiver",
            "text": PACTE,
            "date": "2024-03-04",
            "author": "Ada Vane",
            "outlet": "Le Phare",
            "doc_id": "news·20240304·PHA·0412043",
            "section": "Politique",
        },
        "article 1",
    )
    assert aside == Reject("article 2", "The article 'Photo du jour' has no text: Europresse gave only its heading.")
    assert third.fields["text"] == FERRY
    assert "author" not in third.fields


def test_europresse_without_a_number_gives_the_day_of_the_heading():
    raw = read_bytes("europresse.html").decode().replace("news·20240304·PHA·0412043", "")
    assert next(europresse.read_europresse(raw.encode())).fields["date"] == "4 mars 2024"


def test_markup_that_europresse_wrote_as_text_is_read_as_markup():
    raw = (
        read_bytes("europresse.html")
        .decode()
        .replace("<p>The company", "<p>&lt;p class='a'&gt;The &lt;b&gt;company&lt;/b&gt;")
    )
    *_, last = europresse.read_europresse(raw.encode())
    assert last.fields["text"] == FERRY


FACTIVA = {
    "title": "Pact holds for a third winter",
    "author": "Ada Vane",
    "date": "4 March 2024",
    "outlet": "The Beacon",
    "text": PACT,
    "doc_id": "BEACON0020240304ek3400001",
    "lang": "en",
}


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("factiva_indexed.html", factiva.read_factiva_html),
        ("factiva_plain.html", factiva.read_factiva_html),
        ("factiva_indexed.rtf", factiva.read_factiva_rtf),
        ("factiva_plain.rtf", factiva.read_factiva_rtf),
    ],
)
def test_factiva_gives_the_same_article_in_each_layout(name, read):
    record = next(read(read_bytes(name)))
    assert record.fields == FACTIVA | {"title": record.fields["title"]}
    assert record.fields["title"].removesuffix(" 🐟") == FACTIVA["title"]


@pytest.mark.parametrize(
    ("name", "read"),
    [("factiva_indexed.html", factiva.read_factiva_html), ("factiva_indexed.rtf", factiva.read_factiva_rtf)],
)
def test_factiva_puts_a_headline_without_a_text_aside_and_goes_on(name, read):
    _, aside, third = read(read_bytes(name))
    assert aside.place == "article 2"
    assert aside.reason.startswith("The article 'Headline only' has no text in it (LP and TD).")
    assert third.fields["text"] == PACTE
    assert third.fields["lang"] == "fr"


@pytest.mark.parametrize(
    ("heading", "title", "author"),
    [
        (["Ferry late"], "Ferry late", None),
        (["News and Views", "Ferry late"], "Ferry late", None),
        (["News", "Ferry late", "By Ada Vane"], "Ferry late", "Ada Vane"),
        (["Why the ferry was late again", "Ada Vane"], "Why the ferry was late again", "Ada Vane"),
    ],
)
def test_factiva_without_codes_tells_a_headline_from_a_section_and_an_author(heading, title, author):
    lines = [
        *heading,
        "12 words",
        "6 March 2024",
        "The Beacon",
        "BEACON",
        "English",
        "(c) 2024",
        "It was.",
        "Document BEACON0020240306ek36",
    ]
    raw = "{\\rtf1 " + "".join(rf"\pard {line}\par " for line in lines) + "}"
    [record] = factiva.read_factiva_rtf(raw.encode())
    assert (record.fields["title"], record.fields.get("author"), record.fields["text"]) == (title, author, "It was.")


def test_factiva_in_arabic_is_read():
    _, second = factiva.read_factiva_html(read_bytes("factiva_plain.html"))
    assert {name: second.fields[name] for name in ("title", "date", "outlet", "lang")} == {
        "title": "الاتفاق يصمد",
        "date": "4 مارس 2024",
        "outlet": "المنارة",
        "lang": "ar",
    }
    assert second.fields["text"].startswith("صمد الاتفاق")


def test_factiva_without_an_author_and_with_a_thousand_words():
    _, second = factiva.read_factiva_rtf(read_bytes("factiva_plain.rtf"))
    assert second.fields == {
        "title": "Ferry late again",
        "date": "6 March 2024",
        "outlet": "The Beacon",
        "text": FERRY,
        "doc_id": "BEACON0020240306ek3600004",
        "lang": "en",
    }


@pytest.mark.parametrize(
    ("name", "read"), [("nexis_uni.docx", nexis.read_nexis_docx), ("nexis_uni.rtf", nexis.read_nexis_rtf)]
)
def test_nexis_uni_gives_its_articles_without_the_list_before_them(name, read):
    first, aside, third = read(read_bytes(name))
    assert first == Record(
        {
            "title": "Pact holds for a third winter",
            "outlet": "The Beacon (Lorvane)",
            "date": "March 4, 2024 Monday 5:06 PM GMT",
            "text": PACT,
            "section": "HARBOUR; Pg. 7",
            "author": "Ada Vane",
            "standfirst": "Both fleets kept to the line.",
            "lang": "en",
        },
        "article 1",
    )
    assert aside == Reject("article 2", "The article 'Photograph' has no text: Nexis gave only its heading.")
    assert third.fields == {
        "title": "Le pacte tient",
        "outlet": "Le Phare",
        "date": "6 mars 2024 mercredi",
        "text": PACTE,
        "section": "POLITIQUE",
        "author": "Ada Vane",
        "lang": "fr",
    }


def test_the_html_of_lexisnexis_is_read():
    first, second = nexis.read_nexis_html(read_bytes("lexisnexis.html"))
    assert first.fields == {
        "title": "Pact holds for a third winter",
        "outlet": "The Beacon (Lorvane)",
        "date": "March 4, 2024 Monday",
        "text": PACT,
        "author": "Ada Vane",
        "section": "HARBOUR; Pg. 7",
        "lang": "en",
    }
    assert second.fields["text"] == FERRY


def test_nexis_that_breaks_off_gives_no_half_article():
    raw = read_bytes("nexis_uni.rtf")
    *whole, last = nexis.read_nexis_rtf(raw[: raw.rindex(b"Fin du document")] + b"}")
    assert len(whole) == 2
    assert last.reason == "The article 'Le pacte tient' breaks off: it has no 'End of Document'."


def test_a_headline_with_a_date_in_it_is_no_date():
    lines = [
        "What 9 November 1989 meant",
        "The Beacon",
        "March 4, 2024",
        "Length: 2 words",
        "Body",
        "Much.",
        "End of Document",
    ]
    [record] = nexis.read_nexis_lines(lines)
    assert record.fields["title"] == "What 9 November 1989 meant"
    assert record.fields["date"] == "March 4, 2024"


def test_a_text_that_looks_like_labels_stays_whole():
    body = ["Chapter 2 of 3", "2 of 3", "Language: that was the quarrel.", "Subject: fish.", "Section: nine."]
    lines = ["Pact", "The Beacon", "March 4, 2024", "Length: 2 words", "Body", *body, "Load-Date: x", "End of Document"]
    [record] = nexis.read_nexis_lines(lines)
    assert record.fields["text"] == "\n\n".join(body)


def test_links_in_rich_text_keep_what_stands_between_them():
    link = r'{\field{\*\fldinst{HYPERLINK "https://a.example"}}{\fldrslt{link}}}'
    assert read_rich_text(rf"{{\rtf1 one {link} two {link} three}}".encode()) == "one link two link three"


def test_media_cloud_gives_addresses_without_texts():
    first, aside, third = media_cloud.read_media_cloud(read_lines("media_cloud.csv"))
    assert first == Record(
        {
            "title": "Le pacte tient, un troisième hiver",
            "url": "https://phare.example/pacte",
            "date": "2024-03-04",
            "lang": "fr",
            "doc_id": "7f3a",
        },
        "line 2",
    )
    assert aside == Reject("line 3", "The row has no address of the web: ''.")
    assert third.fields["title"] == "Ferry late again"


@pytest.fixture
def usual_fields():
    """The longest field that csv reads by itself, whatever was read before in this process."""
    before = csv.field_size_limit(131_072)
    yield
    csv.field_size_limit(before)


@pytest.mark.usefixtures("usual_fields")
def test_a_row_that_cannot_be_read_costs_only_itself():
    rows = ["media_name,publish_date,title,url", "a,b", f"{'x' * 200_000},,,", "a,2024,t,https://a.example/1"]
    first, second, third = media_cloud.read_media_cloud(rows)
    assert first == Reject("line 2", "The row has 2 fields and the heading 4.")
    assert second.reason.startswith("The row cannot be read: field larger than field limit")
    assert third.fields["url"] == "https://a.example/1"


@pytest.mark.parametrize("name", ["gdelt_search.csv", "gdelt_graph.csv", "gdelt_events.csv"])
def test_gdelt_gives_each_address_once(name):
    records = [item for item in gdelt.read_gdelt(read_lines(name)) if isinstance(item, Record)]
    assert [record.fields["url"] for record in records] == [
        "https://beacon.example/pact",
        "https://phare.example/pacte",
    ]
    assert all(record.fields["seen"].replace("-", "").startswith("20240304") for record in records)


def test_gdelt_tells_language_and_headline_where_it_knows_them():
    first, second, aside = gdelt.read_gdelt(read_lines("gdelt_graph.csv"))
    assert (first.fields["lang"], first.fields["title"]) == ("en", "Pact holds for a third winter")
    assert (second.fields["lang"], second.fields["title"]) == ("fr", "Le pacte tient")
    assert aside == Reject("line 3", "The row is not of the web: its kind of source is '2'.")
    *_, short = gdelt.read_gdelt(read_lines("gdelt_events.csv"))
    assert short.reason == "The row has 20 fields; the Knowledge Graph has 27, events 58 or 61."


def test_each_export_is_told_by_its_content():
    pages = {name: read_bytes(name).decode() for name in ("europresse.html", "factiva_indexed.html", "lexisnexis.html")}
    pages["factiva_plain.html"] = read_bytes("factiva_plain.html").decode()
    tests = {"europresse": europresse.is_europresse, "factiva": factiva.is_factiva, "lexisnexis": nexis.is_nexis}
    for name, page in pages.items():
        assert [kind for kind, test in tests.items() if test(page)] == [name.partition(".")[0].partition("_")[0]]
    for name in ("nexis_uni.rtf", "factiva_indexed.rtf", "factiva_plain.rtf"):
        text = read_rich_text(read_bytes(name))
        assert nexis.is_nexis(text) == name.startswith("nexis")
        assert factiva.is_factiva(text) == name.startswith("factiva")
    lists = {
        name: read_lines(name)[0]
        for name in ("media_cloud.csv", "gdelt_search.csv", "gdelt_graph.csv", "gdelt_events.csv")
    }
    for name, heading in lists.items():
        assert media_cloud.is_media_cloud(heading) == name.startswith("media_cloud")
        assert gdelt.is_gdelt(heading) == name.startswith("gdelt")
    for heading in ("title,text,date,url", "doc_id\ttext", "", "media_name,publish_date,url,text"):
        assert not media_cloud.is_media_cloud(heading)
        assert not gdelt.is_gdelt(heading)


HTML_READERS = [europresse.read_europresse, factiva.read_factiva_html, nexis.read_nexis_html]
RTF_READERS = [factiva.read_factiva_rtf, nexis.read_nexis_rtf]


@pytest.mark.parametrize("read", [*HTML_READERS, *RTF_READERS, nexis.read_nexis_docx])
@pytest.mark.parametrize("raw", [b"", b"plain text", b"<p>a page</p>", b"{\\rtf1 nothing}", b"PK\x03\x04", bytes(99)])
def test_what_is_no_export_gives_one_reason(read, raw):
    [item] = read(raw)
    assert isinstance(item, Reject)
    assert item.reason


@pytest.mark.parametrize("read", [*HTML_READERS, *RTF_READERS])
@settings(max_examples=15, deadline=None)
@given(cut=st.floats(0, 1))
def test_wherever_an_export_breaks_off_its_items_are_sound(read, cut):
    kind = "rtf" if read in RTF_READERS else "html"
    for path in sorted(EXPORTS.glob(f"*.{kind}")):
        raw = path.read_bytes()
        for item in read(raw[: int(cut * len(raw))]):
            assert isinstance(item, Reject) or (item.fields["text"].strip() and all(item.fields.values()))


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.sampled_from(["Body", "End of Document", "1 of 2 DOCUMENTS", "Length: 2", "March 4, 2024", "x", ""]))
)
def test_any_order_of_lines_gives_items(lines):
    assert all(isinstance(item, Record | Reject) for item in nexis.read_nexis_lines(lines))


def test_a_docx_that_expands_without_end_is_put_aside(monkeypatch):
    monkeypatch.setattr(nexis, "LARGEST_DOCX", 1000)
    [item] = nexis.read_nexis_docx(read_bytes("nexis_uni.docx"))
    assert "at most 1,000 are read" in item.reason


def test_entities_of_a_docx_are_not_expanded():
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(read_bytes("nexis_uni.docx"))) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                entities = b"<!DOCTYPE w:document [<!ENTITY a 'secret'><!ENTITY b SYSTEM 'file:///etc/hostname'>]>"
                content = content.replace(b"<w:document", entities + b"<w:document", 1)
                content = content.replace(b"Nobody expected that", b"&a;&b;&a;")
            new.writestr(name, content)
    items = list(nexis.read_nexis_docx(packed.getvalue()))
    assert "secret" not in str(items)


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"]), max_size=60))
def test_rich_text_comes_back_as_it_was_written(text):
    units = [
        int.from_bytes(text.encode("utf-16-le")[at : at + 2], "little")
        for at in range(0, 2 * len(text.encode("utf-16-le")) // 2, 2)
    ]
    written = "".join(f"\\u{unit - 65536 if unit > 32767 else unit}?" for unit in units)
    assert read_rich_text(f"{{\\rtf1\\ansi {written}}}".encode()) == text


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"no rtf", r"The file is no rtf: it begins with b'no rtf'\."),
        (b"{\\rtf1{\\fonttbl" + b"\\f1" * 30_000, r"The rtf is damaged: its list of fonts has no end\."),
        (b"{\\rtf1 \\u9999999?}", r"The rtf is damaged: chr\(\) arg not in range"),
    ],
)
def test_rich_text_that_is_none_is_refused(raw, message):
    with pytest.raises(ValueError, match=message):
        read_rich_text(raw)


def test_rich_text_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr("mediakit.corpus.sources.rich_text.LARGEST_RICH_TEXT", 3)
    with pytest.raises(ValueError, match=r"The file has 6 bytes; at most 3 of an rtf are read\."):
        read_rich_text(b"{\\rtf1")
