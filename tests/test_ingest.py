import gzip
import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from mediakit.app.command import main
from mediakit.corpus.articles import read_date
from mediakit.corpus.evident import tell_evident_language
from mediakit.corpus.ingesting import ingest
from mediakit.corpus.languages import detect_language
from mediakit.corpus.loading import load_corpus
from mediakit.corpus.rejects import list_rejects
from mediakit.corpus.sample import load_sample
from mediakit.topics.store import Place, list_files, read_articles

ARTICLES = [
    {"doc_id": "a1", "text": "The pact holds, the ministers said.", "date": "2024-03-04", "outlet": "Meridian Wire"},
    {"doc_id": "a2", "text": "Le pacte tient, disent les ministres.", "date": "2024-03-05", "outlet": "Le Phare"},
    {"doc_id": "a3", "text": "قال الوزراء إن الميثاق قائم.", "date": "2024-04-01", "outlet": "المنارة"},
]


def write_lines(path: Path, records: list[dict]) -> Path:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return path


def read_rejects(store: Path) -> list[dict]:
    path = store / "rejected.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def counts(table: pd.DataFrame) -> list[list[int]]:
    return table[["n_read", "n_kept", "n_rejected", "n_duplicates"]].to_numpy().tolist()


def test_a_folder_of_all_formats_becomes_one_store(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    write_lines(folder / "a.jsonl", ARTICLES[:1])
    (folder / "b.json").write_text(json.dumps([{"doc_id": "b1", "text": "Talks began in the capital."}]))
    (folder / "c.csv").write_text("titre;texte;date\nLe pacte;Le pacte tient, encore.;2024-03-04\n")
    (folder / "d.tsv").write_text("العنوان\tالنص\tالتاريخ\nميثاق\tقال الوزير إن الميثاق باق.\t2024-03-04\n")
    (folder / "e.txt").write_text("A headline\n\nThe envoy arrived on Monday, officials said.\n")
    with gzip.open(folder / "f.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps(ARTICLES[1], ensure_ascii=False))
    pd.DataFrame(ARTICLES[2:]).to_parquet(folder / "g.parquet")
    book = openpyxl.Workbook()
    book.active.append(["id", "body", "published"])
    book.active.append([7, "The summit was put off.", "2024-05-01"])
    book.save(folder / "h.xlsx")
    table = ingest(folder, tmp_path / "store")
    assert counts(table) == [[1, 1, 0, 0]] * 8
    corpus = load_corpus(tmp_path / "store")
    assert set(corpus.index) >= {"a1", "a2", "a3", "b1", "e", "7"}
    assert corpus.loc["e", "title"] == "A headline"
    assert corpus["lang"].value_counts().to_dict() == {"en": 4, "fr": 2, "ar": 2}
    assert len(list_files(tmp_path / "store")) == 4  # March, April, May, undated


def test_names_do_not_tell_formats(tmp_path):
    source = write_lines(tmp_path / "export.csv", ARTICLES)
    assert counts(ingest(source, tmp_path / "store")) == [[3, 3, 0, 0]]


def test_the_same_source_twice_adds_nothing_and_changes_no_byte(tmp_path):
    source = write_lines(tmp_path / "a.jsonl", [*ARTICLES, {"doc_id": "a4"}])
    store = tmp_path / "store"
    assert counts(ingest(source, store)) == [[4, 3, 1, 0]]
    before = {path: path.read_bytes() for path in store.rglob("*") if path.is_file()}
    assert counts(ingest(source, store)) == [[4, 0, 1, 3]]
    assert {path: path.read_bytes() for path in store.rglob("*") if path.is_file()} == before


def test_of_a_changed_source_what_is_new_is_added(tmp_path):
    source = write_lines(tmp_path / "a.jsonl", ARTICLES[:2])
    ingest(source, tmp_path / "store")
    write_lines(source, ARTICLES)
    assert counts(ingest(source, tmp_path / "store")) == [[3, 1, 0, 2]]
    assert sorted(load_corpus(tmp_path / "store").index) == ["a1", "a2", "a3"]


def test_filters_give_what_was_asked_for(tmp_path):
    ingest(write_lines(tmp_path / "a.jsonl", ARTICLES), tmp_path / "store")
    store = tmp_path / "store"
    assert load_corpus(store, dates=("2024-03-05", "2024-04-01")).index.tolist() == ["a2", "a3"]
    assert load_corpus(store, outlets=["Le Phare"]).index.tolist() == ["a2"]
    assert load_corpus(store, langs=["ar"]).index.tolist() == ["a3"]
    with pytest.raises(ValueError, match="no article with outlets"):
        load_corpus(store, outlets=["Nobody"])
    with pytest.raises(ValueError, match="first and the last day"):
        load_corpus(store, dates=("2024-06-01", "2024-05-01"))
    with pytest.raises(TypeError, match="must be a list"):
        load_corpus(store, outlets="Le Phare")


def test_filters_of_a_file_give_the_same_as_of_its_store(tmp_path):
    source = write_lines(tmp_path / "a.jsonl", ARTICLES)
    ingest(source, tmp_path / "store")
    dates = ("2024-03-04", "2024-03-05")
    assert (
        load_corpus(source, dates=dates).index.tolist() == load_corpus(tmp_path / "store", dates=dates).index.tolist()
    )


def test_columns_can_be_named_in_the_command(tmp_path, capsys):
    (tmp_path / "a.csv").write_text("wort,wann\nThe pact holds.,2024-03-04\n")
    arguments = ["ingest", str(tmp_path / "a.csv"), "--into", str(tmp_path / "s"), "--column", "text=wort"]
    assert main([*arguments, "--column", "date=wann"]) == 0
    assert "1 articles added" in capsys.readouterr().out
    assert load_corpus(tmp_path / "s")["date"].tolist() == [pd.Timestamp("2024-03-04")]


def test_other_fields_come_back_as_columns(tmp_path):
    ingest(write_lines(tmp_path / "a.jsonl", [{**ARTICLES[0], "section": "World", "words": 6}]), tmp_path / "store")
    corpus = load_corpus(tmp_path / "store")
    assert corpus.loc["a1", ["section", "words"]].tolist() == ["World", "6"]


def test_an_article_without_a_date_is_kept_unless_that_is_not_wanted(tmp_path):
    source = write_lines(tmp_path / "a.jsonl", [{"text": "The pact holds."}])
    assert counts(ingest(source, tmp_path / "one")) == [[1, 1, 0, 0]]
    assert counts(ingest(source, tmp_path / "two", undated="reject")) == [[1, 0, 1, 0]]
    with pytest.raises(ValueError, match="undated must be"):
        ingest(source, tmp_path / "two", undated="drop")


def test_a_date_that_could_be_two_days_is_put_aside(tmp_path):
    source = write_lines(tmp_path / "a.jsonl", [{"text": "The pact holds.", "date": "03/04/2024"}])
    ingest(source, tmp_path / "store")
    assert "two meanings" in read_rejects(tmp_path / "store")[0]["reason"]
    ingest(source, tmp_path / "store", dayfirst=True)
    assert load_corpus(tmp_path / "store")["date"].tolist() == [pd.Timestamp("2024-04-03")]


def test_the_same_text_of_two_outlets_is_two_articles(tmp_path):
    records = [{"text": "The pact holds.", "outlet": outlet} for outlet in ("Meridian Wire", "Le Phare")]
    assert counts(ingest(write_lines(tmp_path / "a.jsonl", records), tmp_path / "store")) == [[2, 2, 0, 0]]


def test_what_is_not_there_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file"):
        ingest(tmp_path / "nothing.csv", tmp_path / "store")
    write_lines(tmp_path / "a.jsonl", ARTICLES)
    with pytest.raises(ValueError, match="is no store"):
        ingest(tmp_path / "a.jsonl", tmp_path)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-05-27T23:30:00-02:00", "2024-05-28 01:30"),
        ("20240527101500", "2024-05-27 10:15"),
        ("Mon, 27 May 2024 09:00:00 EST", "2024-05-27 14:00"),
        ("27 mai 2024", "2024-05-27"),
        ("May 27, 2024 Monday 5:06 PM GMT", "2024-05-27 17:06"),
        ("27 mai 2024 lundi", "2024-05-27"),
        ("27 أيار 2024", "2024-05-27"),
    ],
)
def test_dates_are_read_as_they_are_written(written, meant):
    assert read_date(written) == pd.Timestamp(meant)


def test_a_language_is_only_evident_where_the_detector_agrees():
    news = load_sample()
    evident = news["text"].map(tell_evident_language)
    found = evident.notna()
    assert found.mean() > 0.4
    assert (evident[found] == detect_language(news["text"][found])).all()


@pytest.mark.parametrize(
    "text",
    [
        "De minister was voor het overleg in de hoofdstad en had over de prijs van water en open data gesproken.",
        "Der Minister war am Montag in der Stadt, als die Partner an einem Plan arbeiteten, den man will.",
        "Ministeren var over for pressen i går, da hun sagde at der er mange for og imod i den by.",
        "El ministro dijo que el pacto es para todos y que no hay plan sin la ciudad.",
        "Menteri itu berkata tax dan profit company akan naik tahun ini, record baru untuk negeri.",
        "Sinabi ng ministro na ang government at ang mga company ay may profit ngayong taon, ayon sa record.",
        "Premier powiedział, że umowa jest ważna, a ceny spadły, bo to był rok bez wojny.",
        "Ministrul a spus că acordul este valabil pentru trei ani, dar un nou plan este pe masă.",
    ],
)
def test_no_other_language_is_evidently_english_or_french(text):
    assert tell_evident_language(text) is None


def test_a_table_without_a_text_says_which_columns_it_has(tmp_path):
    ingest(write_lines(tmp_path / "a.jsonl", [{"sentence": "The pact holds."}]), tmp_path / "store")
    assert "--column text=sentence" in read_rejects(tmp_path / "store")[0]["reason"]


def test_exports_of_databases_are_told_by_their_content(tmp_path):
    exports = Path(__file__).parent / "data" / "exports"
    table = ingest(exports, tmp_path / "store").set_index("source")
    kept = {
        Path(source).name
        for source, n_kept, n_known in zip(table.index, table["n_kept"], table["n_duplicates"], strict=True)
        if n_kept + n_known
    }
    named = {
        "europresse.html",
        "factiva_indexed.html",
        "factiva_plain.rtf",
        "lexisnexis.html",
        "nexis_uni.docx",
        "nexis_uni.rtf",
    }
    assert kept >= named
    reasons = " ".join(reject["reason"] for reject in read_rejects(tmp_path / "store"))
    assert "Ask for pages to be fetched" in reasons


def test_a_store_can_be_read_topic_by_topic(tmp_path):
    ingest(write_lines(tmp_path / "a.jsonl", ARTICLES), tmp_path / "store")
    read = [articles for file in list_files(tmp_path / "store") for articles in read_articles(Place(file))]
    assert sorted(pd.concat(read).index) == ["a1", "a2", "a3"]


def test_small_files_of_a_month_are_merged(tmp_path):
    store = tmp_path / "store"
    for number in range(4):
        record = {"doc_id": f"m{number}", "text": f"Report {number} of the pact.", "date": "2024-03-04"}
        ingest(write_lines(tmp_path / f"{number}.jsonl", [record]), store)
    assert len(list(store.rglob("*.parquet"))) == 1
    assert load_corpus(store).index.tolist() == ["m0", "m1", "m2", "m3"]


def test_a_store_of_sources_with_and_without_further_columns_is_loaded(tmp_path):
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.write_text("text,date,section\nTalks began.,2024-03-04,World\n", encoding="utf-8")
    other.write_text("text,date\nTalks ended.,2024-03-05\n", encoding="utf-8")
    ingest([one, other], tmp_path / "store")
    corpus = load_corpus(tmp_path / "store")
    assert corpus.set_index("text")["section"].to_dict()["Talks began."] == "World"
    assert len(corpus) == 2


def test_an_outlet_is_known_by_its_address_or_its_header_and_what_the_source_wrote_is_kept(tmp_path):
    articles = [
        {"doc_id": "by address", "text": "Un.", "url": "https://www.lemonde.fr/a.html"},
        {"doc_id": "by header", "text": "Deux.", "outlet": "Le Monde (site web)", "url": "https://archive.example/1"},
        {"doc_id": "by domain", "text": "Trois.", "url": "https://www.harbour-times.example/pact"},
        {"doc_id": "by the source", "text": "Quatre.", "outlet": "Meridian Wire"},
        {"doc_id": "unknown", "text": "Cinq."},
    ]
    ingest(write_lines(tmp_path / "a.jsonl", articles), tmp_path / "store")
    corpus = load_corpus(tmp_path / "store")
    outlets = corpus["outlet"].to_dict()
    assert outlets["by address"] == outlets["by header"] == "Le Monde"
    assert outlets["by domain"] == "harbour-times.example"
    assert outlets["by the source"] == "Meridian Wire"
    assert pd.isna(outlets["unknown"])
    assert corpus["outlet_given"].dropna().to_dict() == {"by header": "Le Monde (site web)"}


def test_an_own_table_of_outlets_comes_first(tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("domain,outlet\nlemonde.fr,Monde\nharbour-times.example,Harbour Times\n", encoding="utf-8")
    urls = ["https://www.lemonde.fr/a.html", "https://harbour-times.example/pact"]
    source = write_lines(tmp_path / "a.jsonl", [{"text": f"Of {url}.", "url": url} for url in urls])
    assert main(["ingest", str(source), "--into", str(tmp_path / "store"), "--outlet-names", str(own)]) == 0
    assert sorted(load_corpus(tmp_path / "store")["outlet"]) == ["Harbour Times", "Monde"]
    with pytest.raises(FileNotFoundError, match="no such file"):
        ingest(source, tmp_path / "other", outlet_names=tmp_path / "none.csv")
    assert not (tmp_path / "other").exists()


def test_another_table_of_outlets_adds_nothing_twice(tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("domain,outlet\nlemonde.fr,Monde\n", encoding="utf-8")
    source = write_lines(tmp_path / "a.jsonl", [{"text": "Un.", "url": "https://www.lemonde.fr/a.html"}])
    ingest(source, tmp_path / "store")
    write_lines(source, [{"text": "Un.", "url": "https://www.lemonde.fr/a.html"}, {"text": "Deux."}])
    assert counts(ingest(source, tmp_path / "store", outlet_names=own)) == [[2, 1, 0, 1]]


def test_what_was_put_aside_is_a_table_with_reasons_that_can_be_counted(tmp_path):
    records = [{"text": f"Of {day}.", "date": day} for day in ("03/04/2024", "04/05/2024", "2024-05-01")]
    ingest(write_lines(tmp_path / "a.jsonl", [*records, {"title": "Vide"}]), tmp_path / "store")
    rejects = list_rejects(tmp_path / "store")
    assert rejects[["source", "place", "reason"]].to_dict("records") == read_rejects(tmp_path / "store")
    assert sorted(rejects["kind"].value_counts().tolist()) == [1, 2]
    pd.testing.assert_frame_equal(rejects, list_rejects(tmp_path / "store" / "rejected.jsonl"))


def test_of_a_corpus_that_is_no_store_nothing_is_put_aside(tmp_path):
    source = write_lines(tmp_path / "a.jsonl", ARTICLES)
    assert list_rejects(source).columns.tolist() == ["source", "place", "reason", "kind"]
    assert list_rejects(source).empty
    ingest(source, tmp_path / "store")
    assert list_rejects(tmp_path / "store").empty
    with pytest.raises(FileNotFoundError, match="no such file or folder"):
        list_rejects(tmp_path / "nothing")
