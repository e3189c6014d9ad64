"""An outlet has one name whatever its address, and an unknown one has none."""

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediakit.corpus.furniture import name_outlets
from mediakit.corpus.outlets import find_domain, load_outlet_names, name_outlet

NAMED = [
    ("https://www.lemonde.fr/international/article.html", "Le Monde"),
    ("http://lemonde.fr", "Le Monde"),
    ("lemonde.fr/x", "Le Monde"),
    ("HTTPS://WWW.LEMONDE.FR/", "Le Monde"),
    ("https://reader@abonnes.lemonde.fr:443/x?y=z#top", "Le Monde"),
    ("https://m.hespress.com/1.html", "Hespress"),
    ("https://fr.hespress.com/1.html", "Hespress"),
    ("https://www.bbc.com/arabic/middleeast-1", "BBC Arabic"),
    ("https://www.bbc.com/news/world-1", "BBC"),
    ("https://www.bbc.co.uk/news/world-1", "BBC"),
    ("https://english.alaraby.co.uk/news", "The New Arab"),
    ("https://web.archive.org/web/20190501000000id_/https://www.ahdath.info/1", "Al Ahdath Al Maghribia"),
    ("https://www-lemonde-fr.cdn.ampproject.org/c/s/www.lemonde.fr/x", "Le Monde"),
    ("https://www.google.com/amp/s/amp.theguardian.com/x", "The Guardian"),
    ("https://notlemonde.fr/x", None),
    ("https://lemonde.fr.harbour.example/x", None),
    ("https://harbour.example/lemonde.fr", None),
    ("https://[::1", None),
    ("javascript:alert(1)", None),
    ("", None),
    (None, None),
]
HEADERS = [
    ("Le Figaro (site web)", "Le Figaro"),
    ("LE MONDE", "Le Monde"),
    ("Le Monde.fr", "Le Monde"),
    ("www.lemonde.fr", "Le Monde"),
    ("New York Times", "The New York Times"),
    ("The New York Times - International Edition", "The New York Times"),
    ("Les Echos", "Les Échos"),
    ("L’Humanité", "L'Humanité"),
    ("World - The Guardian", "The Guardian"),
    ("BBC | Home", "BBC"),
    ("Marianne - my own blog", None),
    ("AHDATH.INFO- خاص", "Al Ahdath Al Maghribia"),
    ("AHDATH INFO-_ليلى منصور", "Al Ahdath Al Maghribia"),
    ("- بقلم: ليلى منصور - AHDATH.INFO", "Al Ahdath Al Maghribia"),
    ("AHDATH.INFO", "Al Ahdath Al Maghribia"),
    ("هسبريس", "Hespress"),
    ("الاهرام", "Al-Ahram"),
    ("أ ف ب", "Agence France-Presse"),
    ("AFP", "Agence France-Presse"),
    ("Harbour Times", None),
    ("The Times they are changing", None),
    ("...", None),
    ("", None),
]


@pytest.mark.parametrize(("url", "outlet"), NAMED)
def test_an_address_names_its_outlet_by_the_most_precise_domain(url, outlet):
    assert name_outlet(url) == outlet


@pytest.mark.parametrize(("header", "outlet"), HEADERS)
def test_a_header_names_an_outlet_only_as_a_whole_name(header, outlet):
    assert name_outlet(None, header=header) == outlet


def test_the_address_comes_before_the_header():
    assert name_outlet("https://www.lemonde.fr/x", header="AFP") == "Le Monde"
    assert name_outlet("https://harbour.example/x", header="AFP") == "Agence France-Presse"


def test_the_outlets_of_a_corpus_come_from_address_header_and_first_line_in_this_order():
    line = "AHDATH.INFO - متابعة\n\nصمد الميثاق يوم الثلاثاء كما قال المجلس."
    rows = [
        ("https://www.lemonde.fr/x", "AFP", line, "Le Monde"),
        (None, "LE FIGARO", line, "Le Figaro"),
        (None, "Harbour Times", line, "Harbour Times"),
        (None, None, line, "Al Ahdath Al Maghribia"),
        ("https://harbour.example", None, "صمد الميثاق.", None),
        (None, None, None, None),
    ]
    corpus = pd.DataFrame(rows, columns=["url", "outlet", "text", "right"], index=list("abcdef")).assign(lang="ar")
    found = name_outlets(corpus)
    assert found.astype(object).where(found.notna(), None).tolist() == [row[-1] for row in rows]
    assert found.name == "outlet"
    assert name_outlets(corpus.sample(frac=1, random_state=0)).reindex(corpus.index).equals(found)
    assert name_outlets(corpus[["text", "lang"]]).notna().sum() == 4


def test_the_table_is_whole_and_names_each_domain_once():
    names = load_outlet_names()
    assert len(names) > 700
    assert names["domain"].is_unique
    assert names["domain"].map(lambda domain: find_domain(domain) == domain.split("/")[0]).all()
    assert names["country"].str.fullmatch("[A-Z]{2}").all()
    assert names["lang"].str.fullmatch("[a-z]{2}").all()
    assert (names["outlet"].str.strip() == names["outlet"]).all()
    assert not names["outlet"].eq("").any()
    assert {"MA", "DZ", "TN", "FR", "GB", "US", "SA", "QA", "LB", "EG", "RU", "ML", "NE"} <= set(names["country"])


def test_each_domain_and_each_name_of_the_table_leads_to_its_outlet():
    names = load_outlet_names()
    assert [name_outlet(f"https://www.{domain}/") for domain in names["domain"]] == names["outlet"].tolist()
    told = names.assign(name=(names["outlet"] + "|" + names["also"]).str.split("|")).explode("name")
    told = told[told["name"] != ""]
    assert [name_outlet(None, header=name) for name in told["name"]] == told["outlet"].tolist()


@pytest.mark.parametrize("separator", [",", ";"])
def test_own_rows_come_before_those_of_the_library(tmp_path, separator):
    own = tmp_path / "own.csv"
    rows = [
        ("domain", "outlet", "also"),
        ("harbour.example", "Harbour Times", "The Quay"),
        ("www.bbc.com", "Auntie", ""),
    ]
    own.write_text("\n".join(separator.join(row) for row in rows), encoding="utf-8-sig")
    assert name_outlet("https://www.harbour.example/pact", names=own) == "Harbour Times"
    assert name_outlet(None, header="The Quay", names=str(own)) == "Harbour Times"
    assert name_outlet("https://www.bbc.com/news", names=own) == "Auntie"
    assert name_outlet("https://www.bbc.com/news") == "BBC"
    assert name_outlet("https://www.lemonde.fr", names=own) == "Le Monde"
    names = load_outlet_names(names=own)
    assert names["domain"].head(2).tolist() == ["harbour.example", "bbc.com"]
    assert names["domain"].is_unique


def test_an_edited_table_is_read_again(tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("domain,outlet\nharbour.example,Harbour Times\n", encoding="utf-8")
    assert name_outlet("harbour.example", names=own) == "Harbour Times"
    own.write_text("domain,outlet\nharbour.example,The Harbour Times of Drenn\n", encoding="utf-8")
    assert name_outlet("harbour.example", names=own) is not None
    assert load_outlet_names(names=own)["outlet"].iloc[0] == "The Harbour Times of Drenn"


def test_a_name_that_two_own_outlets_share_names_neither(tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("domain,outlet,also\na.example,A,Quay\nb.example,B,Quay\n", encoding="utf-8")
    assert name_outlet(None, header="Quay", names=own) is None


@given(st.text(), st.text())
def test_any_address_and_header_are_borne(url, header):
    assert name_outlet(url, header=header) is None or isinstance(name_outlet(url, header=header), str)
    assert find_domain(url) is None or "." in find_domain(url)


@pytest.mark.parametrize("unit", ["a.", "a@", "https://google.com/amp/", "(", "- ", "a/"])
def test_long_monotonous_addresses_are_read_without_hanging(unit):
    name_outlet(unit * 50_000, header=unit * 50_000)


@pytest.mark.parametrize(
    "call", [lambda path: name_outlet("a.example", names=path), lambda path: load_outlet_names(names=path)]
)
def test_a_wrong_table_is_refused_with_the_way_out(tmp_path, call):
    own = tmp_path / "own.csv"
    with pytest.raises(FileNotFoundError, match=r"there is no such file. Give a csv file with the columns domain"):
        call(own)
    for text, reason in (
        ("name,site\nA,a.example\n", r"has the columns ['name', 'site']; it needs domain and outlet"),
        ("", "has the columns []; it needs domain"),
        ("domain,outlet\na.example,\n", "Row 2 of"),
        ("domain,outlet\nharbour,Harbour\n", "has the domain 'harbour' and the outlet 'Harbour'. Give both"),
    ):
        own.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=re.escape(reason)):
            call(own)
    own.write_bytes("domain,outlet\na.example,Libération\n".encode("cp1252"))
    with pytest.raises(ValueError, match=r"is not in UTF-8. Save it as CSV UTF-8"):
        call(own)
