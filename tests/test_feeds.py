"""Feeds: whole texts and summaries told apart, pages fetched where asked for, and no entity ever expanded."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mediakit.corpus.sources.feeds import LARGEST_FEED, read_feed
from mediakit.corpus.sources.fetching import Answer, FetchError
from mediakit.corpus.sources.following import follow_addresses
from mediakit.corpus.sources.records import Record, Reject

pytest.importorskip("feedparser", reason="reading feeds needs the extra 'sources'")
pytest.importorskip("trafilatura", reason="reading pages needs the extra 'sources'")

SHORT = (
    "<item><title>Le pacte tient &amp; dure</title><link>https://phare.example/a</link>"
    "<pubDate>Mon, 04 Mar 2024 05:06:07 GMT</pubDate><dc:creator>Ada Vane</dc:creator>"
    "<description>&lt;p&gt;Un &lt;b&gt;résumé&lt;/b&gt;.&lt;/p&gt;</description></item>"
)
WHOLE = (
    "<item><title>Ferry late</title><link>/b</link><description>Late.</description><content:encoded><![CDATA["
    "<p>The ferry was late.</p><p>The company blamed <i>the fog</i>.</p><script>evil()</script>]]></content:encoded>"
    "</item>"
)


def write_feed(*items, end="</channel></rss>", before="<?xml version='1.0' encoding='utf-8'?>"):
    return (
        f"{before}<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' "
        "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>Le Phare</title><language>fr-FR</language>"
        + "".join(items)
        + end
    ).encode()


def test_an_item_with_a_summary_is_marked_and_one_with_its_text_is_not():
    assert list(read_feed(write_feed(SHORT, WHOLE), url="https://phare.example/feed")) == [
        Record(
            {
                "title": "Le pacte tient & dure",
                "text": "Un résumé.",
                "date": "Mon, 04 Mar 2024 05:06:07 GMT",
                "author": "Ada Vane",
                "outlet": "Le Phare",
                "lang": "fr",
                "url": "https://phare.example/a",
                "extent": "summary",
            },
            "item 1",
        ),
        Record(
            {
                "title": "Ferry late",
                "text": "The ferry was late.\n\nThe company blamed the fog.",
                "outlet": "Le Phare",
                "lang": "fr",
                "url": "https://phare.example/b",
            },
            "item 2",
        ),
    ]


def test_atom_is_read_as_rss_is():
    feed = (
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='ar'><title>المنارة</title><entry>"
        "<title>الاتفاق يصمد</title>"
        "<link href='https://manara.example/1'/><updated>2024-03-04T05:06:07Z</updated><author><name>آدا</name></author>"
        "<content type='html'>&lt;p&gt;صمد الاتفاق.&lt;/p&gt;</content></entry></feed>"
    )
    [item] = read_feed(feed.encode())
    assert item.fields == {
        "title": "الاتفاق يصمد",
        "text": "صمد الاتفاق.",
        "date": "2024-03-04T05:06:07Z",
        "author": "آدا",
        "outlet": "المنارة",
        "lang": "ar",
        "url": "https://manara.example/1",
    }


def test_a_long_description_is_the_article_unless_it_trails_off():
    words = " ".join(["mot"] * 150)
    for end, extent in ((".", None), ("…", "summary"), (" [...]", "summary")):
        [item] = read_feed(write_feed(f"<item><title>T</title><description>{words}{end}</description></item>"))
        assert item.fields.get("extent") == extent


def test_a_feed_in_another_encoding_than_it_says_is_read():
    [item] = read_feed(write_feed(SHORT).decode().encode("cp1252"))
    assert item.fields["text"] == "Un résumé."


@pytest.mark.parametrize(
    "entities",
    [
        "<!ENTITY a 'lol'>" + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in pairwise("abcdefghi")),
        "<!ENTITY i SYSTEM 'file:///etc/hostname'>",
        "<!ENTITY % i SYSTEM 'http://127.0.0.1:9/evil.dtd'> %i;",
        "<!entity i 'x'>",
    ],
)
def test_entities_are_never_expanded(entities):
    feed = write_feed(SHORT.replace("dure", "&i;"), before=f"<?xml version='1.0'?><!DOCTYPE rss [{entities}]>")
    assert list(read_feed(feed)) == [Reject("", "The feed declares entities of its own, which are never expanded.")]


def test_a_document_type_without_entities_is_passed_over():
    before = "<?xml version='1.0'?><!DOCTYPE rss PUBLIC '-//Netscape//DTD RSS 0.91//EN' 'http://127.0.0.1:9/rss.dtd'>"
    assert len(list(read_feed(write_feed(SHORT, before=before)))) == 1


def test_a_feed_that_breaks_off_loses_only_its_last_item():
    raw = write_feed(WHOLE, SHORT)
    first, second = read_feed(raw[: raw.rindex(b"sum")])
    assert first.fields["title"] == "Ferry late"
    assert second == Reject("item 2", "The feed breaks off in or after this item, which may not be whole.")


@pytest.mark.parametrize("raw", [b"", b"Internal Server Error", b"<html><body>no feed</body></html>", bytes(99)])
def test_what_is_no_feed_gives_a_reason(raw):
    [item] = read_feed(raw)
    assert item.reason.startswith("There is no item in the feed")


def test_an_item_without_text_and_address_is_put_aside():
    [item] = read_feed(write_feed("<item><title>Vide</title></item>"))
    assert item == Reject("item 1", "The item 'Vide' has neither a text nor an address.")


def test_addresses_that_are_not_of_the_web_are_left_out():
    [item] = read_feed(write_feed(SHORT.replace("https://phare.example/a", "javascript:alert(1)")))
    assert "url" not in item.fields


def test_a_feed_that_is_too_large_is_put_aside():
    [item] = read_feed(bytes(LARGEST_FEED + 1))
    assert "at most 52,428,800 are read" in item.reason


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="<>/='\"&;ab!-[]CDAT rsitemlnk:é", max_size=200))
def test_any_feed_gives_items(content):
    assert all(isinstance(item, Record | Reject) for item in read_feed(write_feed(SHORT, content)))


class Pages:
    """Stands in for a fetcher."""

    def __init__(self, **pages):
        self.pages = pages

    def fetch(self, url):
        if (body := self.pages.get(url.rsplit("/", 1)[-1])) is None:
            msg = f"The server answered 500 for {url}."
            raise FetchError(msg)
        return Answer(url, body.encode(), "text/html", None)


PAGE = (
    "<html lang='fr'><head><title>Un autre titre</title><meta property='article:published_time' content='2024-03-04'>"
    "</head><body><article><p>Le pacte entre Lorvane et les îles du Nord a tenu un troisième hiver, dit le port.</p>"
    "</article></body></html>"
)


def test_pages_are_fetched_for_summaries_and_for_mere_addresses():
    listed = Record({"title": "Le pacte", "url": "https://phare.example/a", "seen": "2024-03-05"}, "line 2")
    short = Record(listed.fields | {"text": "Un résumé.", "extent": "summary"}, "line 3")
    whole = Record({"text": "Tout."}, "line 4")
    first, second, third = follow_addresses([listed, short, whole], Pages(a=PAGE))
    assert first.fields == {
        "title": "Le pacte",
        "text": "Le pacte entre Lorvane et les îles du Nord a tenu un troisième hiver, dit le port.",
        "date": "2024-03-04",
        "seen": "2024-03-05",
        "lang": "fr",
        "url": "https://phare.example/a",
    }
    assert second.fields == first.fields
    assert third is whole


def test_the_day_on_which_a_list_saw_an_article_stands_in_for_its_own():
    listed = Record({"url": "https://phare.example/a", "seen": "20240305051500"}, "line 2")
    page = PAGE.replace("article:published_time", "other")
    assert next(follow_addresses([listed], Pages(a=page))).fields["date"] == "20240305051500"


def test_where_a_page_cannot_be_had_a_summary_stays_and_an_address_is_put_aside():
    short = Record({"text": "Un résumé.", "url": "https://phare.example/x", "extent": "summary"}, "item 1")
    listed = Record({"url": "https://phare.example/x"}, "item 2")
    empty = Record({"url": "https://phare.example/e"}, "item 3")
    aside = Reject("item 4", "Broken.")
    items = list(follow_addresses([short, listed, empty, aside], Pages(e="<p>Menu</p>")))
    assert items[0] is short
    assert items[1].reason.endswith("The server answered 500 for https://phare.example/x.")
    assert "no article" in items[2].reason
    assert items[3] is aside


def test_without_a_fetcher_nothing_is_fetched():
    short = Record({"text": "Un résumé.", "url": "https://phare.example/x", "extent": "summary"}, "item 1")
    nothing = Record({"title": "Rien"}, "item 2")
    assert list(follow_addresses([short, nothing], None)) == [
        short,
        Reject("item 2", "There is no text and no address."),
    ]
