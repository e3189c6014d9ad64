"""The command draws, writes whole or not at all, and says what is wrong in one line."""

import openpyxl
import pandas as pd
import pytest

from mediakit.app.command import main
from mediakit.trust.sampling import draw_coding_sample
from mediakit.trust.sheets import read_sheet

DRAW = ["--n", "30", "--by", "lang", "--coders", "Ana", "Ben /../ K", "--overlap", "0.2", "--codes"]


def test_the_command_writes_a_sheet_for_each_coder_and_the_probabilities(tmp_path, sample, capsys):
    out = tmp_path / "new" / "sheets"
    assert main(["sheet", "sample", "--out", str(out), *DRAW, "threat", "other"]) == 0
    names = ["coding-Ana.xlsx", "coding-Ben_K.xlsx", "sample.csv"]
    assert capsys.readouterr().out.splitlines() == [str(out / name) for name in names]
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["sheets"]
    drawn = pd.read_csv(out / "sample.csv", index_col="doc_id")
    again = draw_coding_sample(sample, 30, by="lang", coders=["Ana", "Ben /../ K"], overlap=0.2)
    pd.testing.assert_frame_equal(drawn, again[["stratum", "probability", "coder"]], check_dtype=False)
    sheets = [read_sheet(out / name, codes=["threat", "other"], sample=drawn) for name in names[:2]]
    assert sum(map(len, sheets)) == 36
    assert set(pd.concat(sheets)["coder"]) == {"Ana", "Ben /../ K"}


def test_the_command_takes_codes_instructions_and_form_from_files(tmp_path):
    (tmp_path / "codes.csv").write_text("Code;Definition\nthreat;danger, attack\n;\nother;\n", encoding="utf-8-sig")
    (tmp_path / "read me.txt").write_text("Read twice.", encoding="utf-8")
    (tmp_path / "articles.csv").write_text("doc_id,body\na1,=Talks\na2,More talks\na3,\n", encoding="utf-8")
    options = ["--n", "2", "--codes", str(tmp_path / "codes.csv"), "--columns", "body=text", "--seed", "4"]
    start = ["sheet", str(tmp_path / "articles.csv"), *options]
    assert main([*start, "--instructions", str(tmp_path / "read me.txt"), "--out", str(tmp_path / "one")]) == 0
    guide = openpyxl.load_workbook(tmp_path / "one" / "coding-A.xlsx")["instructions"]
    assert [(row[0].value, row[1].value) for row in guide.iter_rows()] == [
        *[("Read twice.", None), (None, None), ("Codes", None)],
        *[("threat", "danger, attack"), ("other", None)],
    ]
    assert main([*start, "--csv", "--out", str(tmp_path / "two")]) == 0
    assert "'=Talks" in (tmp_path / "two" / "coding-A.csv").read_text(encoding="utf-8-sig")


def test_the_command_tells_how_many_articles_are_needed(capsys):
    assert main(["sheet", "sample", "--size", "0.1"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("57 of 136 articles, for a share of about 50% within 10.0% either way (95% interval)")
    assert "139 articles coded by two coders, for an alpha of about 0.8 within 0.1: more than there are" in told


def test_articles_without_text_are_left_out_and_counted(tmp_path, capsys):
    (tmp_path / "articles.csv").write_text("doc_id,text\na1,Talks\na2,\n", encoding="utf-8")
    assert main(["sheet", str(tmp_path / "articles.csv"), "--size", "0.1"]) == 0
    assert capsys.readouterr().err == "mediakit: 1 rows have an empty text and are left out.\n"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "sheet needs --out --n --codes, such as --out sheets --n 200 --codes threat other; or --size 0.05."),
        (["--size", "5"], "`half_width` is 5.0, but must lie between 0 and 1"),
        (["--out", "{}", "--n", "9", "--codes", "a"], "exists already and may hold codes: nothing was written"),
        (["--out", "{}/x", "--n", "900", "--codes", "a"], "`n` is 900, but the corpus has 136 rows"),
        (["--out", "{}/x", "--n", "9", "--codes", "a", "a"], "--codes: 1 of 2 codes stand twice"),
        (["--out", "{}/x", "--n", "9", "--codes", "a", "--coders", "A/", "A:"], "give some sheets the same file name"),
        (["--out", "{}/x", "--n", "9", "--codes", "a;b"], "none with ';'"),
        (
            ["--out", "{}/x", "--n", "9", "--codes", "a", "--columns", "a"],
            "--columns 'a' is not of the form",
        ),
    ],
)
def test_the_command_says_what_is_wrong_and_writes_nothing(tmp_path, capsys, options, message):
    assert main(["sheet", "sample", *(option.format(tmp_path) for option in options)]) == 2
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
