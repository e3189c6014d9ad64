"""What was written is read back as it was, nothing of a text is run, and every wrong cell is named."""

import csv
import subprocess
import sys
import zipfile

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediakit.trust.agreement import measure_agreement
from mediakit.trust.cells import check_rows, make_fit
from mediakit.trust.sampling import draw_coding_sample
from mediakit.trust.sheets import read_sheet, write_sheet

CODES = {"threat": "danger, attack, risk", "human cost": "victims, families", "other": ""}
TEXTS = {
    "d1": '=HYPERLINK("http://a.example","click")',
    "d2": "+1 for the minister\r\nand more",
    "d3": "- a dash",
    "d4": "@SUM(A1)",
    "d5": "قالت الوزيرة إن الحدود آمنة",
    "d6": 'Une phrase, avec "guillemets"; et point-virgule',
    "d7": "-2",
    "d8": "#REF!",
}
SAMPLE = pd.DataFrame(
    {
        "text": pd.Series(TEXTS),
        "title": "A title",
        "date": pd.Timestamp("2024-05-27"),
        "outlet": ["X", None] * 4,
        "predicted": "threat",
        "coder": ["Ana;Ben"] * 4 + ["Ana"] * 2 + ["Ben"] * 2,
        "probability": 0.5,
    }
).rename_axis("doc_id")
BOTH = pytest.mark.parametrize("suffix", [".xlsx", ".csv"])


def fill(path, codes, column="code"):
    """Fill in a sheet as a coder would; a mapping of doc_id to code."""
    if path.suffix == ".csv":
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        table[column] = table["doc_id"].map(codes).fillna("")
        table.to_csv(path, index=False)
        return
    book = openpyxl.load_workbook(path)
    headings = [cell.value for cell in book["coding"][1]]
    for row in book["coding"].iter_rows(min_row=2):
        if row[0].value in codes:
            row[headings.index(column)].value = codes[row[0].value]
    book.save(path)


@BOTH
def test_what_a_coder_fills_in_is_read_back(tmp_path, suffix):
    path = write_sheet(SAMPLE, tmp_path / f"ana{suffix}", codes=CODES, coder="Ana")
    assert read_sheet(path, codes=CODES, sample=SAMPLE)["code"].isna().all()
    fill(path, {"d1": "threat", "d2": " Human Cost ", "d4": "other"})
    codings = read_sheet(path, codes=CODES, sample=SAMPLE)
    assert codings.columns.tolist() == ["doc_id", "coder", "code"]
    assert codings["doc_id"].tolist() == ["d1", "d2", "d3", "d4", "d5", "d6"]
    assert codings["coder"].eq("Ana").all()
    assert codings["code"].fillna("").tolist() == ["threat", "human cost", "", "other", "", ""]


@BOTH
def test_several_codes_stand_in_several_columns_or_in_one(tmp_path, suffix):
    path = write_sheet(SAMPLE, tmp_path / f"ana{suffix}", codes=CODES, coder="Ana", n_codes=2)
    fill(path, {"d1": "threat", "d2": "threat; other"})
    fill(path, {"d1": "human cost", "d3": "other"}, "code 2")
    codings = read_sheet(path, codes=CODES).dropna()
    assert codings[["doc_id", "code"]].to_numpy().tolist() == [
        ["d1", "threat"],
        ["d1", "human cost"],
        ["d2", "threat"],
        ["d2", "other"],
        ["d3", "other"],
    ]


def test_two_coders_come_together_in_an_agreement(tmp_path):
    corpus = pd.DataFrame({"text": "Talks."}, index=[f"a{number}" for number in range(30)])
    sample = draw_coding_sample(corpus, 20, coders=["Ana", "Ben"], overlap=0.5)
    sheets = []
    for coder in ("Ana", "Ben"):
        path = write_sheet(sample, tmp_path / f"{coder}.xlsx", codes=CODES, coder=coder)
        fill(path, {doc_id: list(CODES)[int(doc_id[1:]) % 3] for doc_id in sample.index})
        sheets.append(read_sheet(path, codes=CODES, sample=sample))
    row = measure_agreement(pd.concat(sheets)).iloc[0]
    assert row[["alpha", "n_units", "n_single"]].tolist() == [1, 10, 10]


def test_the_workbook_is_made_for_coders(tmp_path):
    path = write_sheet(SAMPLE, tmp_path / "a.xlsx", codes=CODES, coder="Ana", n_codes=2, instructions="Read.\nThink.")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["instructions", "coding", "codes"]
    guide = [cell.value for cell in book["instructions"]["A"]]
    assert guide == ["Read.", "Think.", None, "Codes", "threat", "human cost", "other"]
    assert book["instructions"]["B5"].value == "danger, attack, risk"
    sheet = book["coding"]
    headings = [cell.value for cell in sheet[1]]
    assert headings == ["doc_id", "coder", "code", "code 2", "note", "title", "outlet", "date", "text"]
    (validation,) = sheet.data_validations.dataValidation
    assert (validation.type, validation.formula1) == ("list", "codes!$A$1:$A$3")
    assert str(validation.sqref) == "C2:C7 D2:D7"
    assert [cell.value for cell in book["codes"]["A"]] == list(CODES)
    assert sheet.freeze_panes == "E2"
    assert sheet["I2"].alignment.wrap_text
    assert sheet["H2"].value == "2024-05-27"


def test_no_text_is_a_formula_in_a_workbook(tmp_path):
    path = write_sheet(SAMPLE.drop(columns="coder"), tmp_path / "a.xlsx", codes=CODES)
    sheet = openpyxl.load_workbook(path)["coding"]
    column = [cell.value for cell in sheet[1]].index("text")
    cells = {row[0].value: row[column] for row in sheet.iter_rows(min_row=2)}
    assert {doc_id: cell.value for doc_id, cell in cells.items()} == {**TEXTS, "d2": "+1 for the minister\nand more"}
    assert {cell.data_type for cell in cells.values()} == {"s"}
    assert all(cells[doc_id].quotePrefix for doc_id in ("d1", "d2", "d3", "d4"))
    with zipfile.ZipFile(path) as archive:
        assert "<f>" not in archive.read("xl/worksheets/sheet2.xml").decode()


def test_no_text_is_a_formula_in_a_csv_and_identifiers_come_back(tmp_path):
    sample = pd.DataFrame({"text": TEXTS.values()}, index=[f"={number}" for number in range(8)])
    path = write_sheet(sample, tmp_path / "a.csv", codes=CODES)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())
    assert rows[0]["text"] == "'" + TEXTS["d1"]
    assert read_sheet(path, codes=CODES, sample=sample)["doc_id"].tolist() == sample.index.tolist()


@given(st.text(st.characters(codec=None), max_size=60))
def test_every_text_fits_and_stays_legible(tmp_path_factory, text):
    fit = make_fit(text)
    fit.encode("utf-8")
    assert make_fit(fit) == fit
    kept = [character for character in text if character.isalnum() and not "\ud800" <= character <= "\udfff"]
    assert [character for character in fit if character.isalnum()] == kept


def test_strange_characters_are_written_and_read_by_the_workbook(tmp_path):
    texts = ["a\x00b\x1fc", "a\x0bb\x0cc", "a\ud800b", "a\ufffe\uffffb", "\U0001f600 ok", "a\r\nb\rc", "  spaces  "]
    sample = pd.DataFrame({"text": pd.Series(texts, dtype=object)})
    sheet = openpyxl.load_workbook(write_sheet(sample, tmp_path / "a.xlsx", codes=CODES))["coding"]
    assert [row[4].value for row in sheet.iter_rows(min_row=2)] == [
        *("a b c", "a\nb\nc", "a b", "a  b", "\U0001f600 ok", "a\nb\nc", "  spaces  ")
    ]


@pytest.mark.parametrize("letter", ["a", "ق", "\U0001f600"])
def test_a_text_longer_than_a_cell_is_cut_and_says_so(letter):
    whole, cut = make_fit(letter * 16_383), make_fit(letter * 40_000)
    assert whole == letter * 16_383
    assert cut.endswith("[cut here: the text has 40,000 characters, more than a cell holds]")
    assert 32_700 < len(cut.encode("utf-16-le")) / 2 <= 32_767


def test_a_coder_sees_nothing_of_strata_and_predicted_codes(tmp_path):
    path = write_sheet(SAMPLE, tmp_path / "ben.csv", codes=CODES, coder="Ben")
    table = pd.read_csv(path)
    assert table.columns.tolist() == ["doc_id", "coder", "code", "note", "title", "outlet", "date", "text"]
    assert table["doc_id"].tolist() == ["d1", "d2", "d3", "d4", "d7", "d8"]


def test_a_csv_of_a_french_spreadsheet_is_read(tmp_path):
    path = tmp_path / "ana.csv"
    path.write_bytes('\ufeffDoc_id;Coder;Code;text\r\nd1;Ana;Threat;"a;b\r\nc"\r\n;;;\r\nd2;Ana;;x\r\n'.encode())
    assert read_sheet(path, codes=CODES).fillna("").to_numpy().tolist() == [["d1", "Ana", "threat"], ["d2", "Ana", ""]]


def test_numbers_as_codes_are_read_as_they_were_written(tmp_path):
    path = write_sheet(SAMPLE, tmp_path / "a.xlsx", codes=["1", "2"], coder="Ana")
    fill(path, {"d1": 1, "d2": 2.0, "d3": "1"})
    assert read_sheet(path, codes=["1", "2"])["code"].dropna().tolist() == ["1", "2", "1"]


ROWS = [
    ["doc_id", "coder", "code", "code 2"],
    ["d1", "Ana", "treat", "threat"],
    ["d2", "Ana", "threat", "Threat"],
    ["", "Ana", "threat", ""],
    ["d9", "", "", ""],
    ["d1", "Ana", "other", "=A1"],
    ["", "", "", ""],
]


@pytest.mark.parametrize(
    "message",
    [
        r"sheet: 7 cells are wrong: ",
        r"C2 holds 'treat', which is not a code; ",
        r"D3 holds 'Threat', which the unit has already; ",
        r"A4 is empty, but needs the doc_id; ",
        r"A5 holds 'd9', which is not in the sample; ",
        r"B5 is empty, but needs the name of the coder; ",
        r"A6 holds 'd1', which stands already in row 2; ",
        r"D6 holds '=A1', which is not a code. Allowed codes are \['threat', 'other'\]. Correct the sheet",
    ],
)
def test_every_wrong_cell_is_named(message):
    with pytest.raises(ValueError, match=message):
        check_rows("sheet", ROWS, ["threat", "other"], {"d1", "d2"})


def test_a_wrong_cell_of_a_workbook_is_named_with_its_tab(tmp_path):
    path = write_sheet(SAMPLE, tmp_path / "ana.xlsx", codes=CODES, coder="Ana")
    fill(path, {"d3": "threath"})
    with pytest.raises(ValueError, match=r"ana.xlsx, tab 'coding': 1 cell is wrong: C4 holds 'threath'"):
        read_sheet(path, codes=CODES)


def test_many_wrong_cells_are_counted():
    rows = [["doc_id", "coder", "code"], *([f"d{number}", "Ana", "x"] for number in range(30))]
    with pytest.raises(ValueError, match=r"30 cells are wrong: .*C21 holds 'x', which is not a code; and 10 more\."):
        check_rows("sheet", rows, ["threat"], None)


def test_columns_beyond_z_are_named_as_a_spreadsheet_does():
    rows = [["doc_id", "coder", *map(str, range(25)), "code"], ["d1", "Ana", *[""] * 25, "x"]]
    with pytest.raises(ValueError, match="AB2 holds 'x'"):
        check_rows("sheet", rows, ["threat"], None)


@pytest.mark.parametrize("rows", [[], [["doc_id", "code"]], [["doc_id", "coder", "code", "code"]]])
def test_headings_that_are_gone_are_refused(rows):
    with pytest.raises(ValueError, match=r"sheet: row 1 must name the columns \['doc_id', 'coder', 'code'\] once each"):
        check_rows("sheet", rows, ["threat"], None)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"codes": []}, r"`codes` are \[\], but must be at least one"),
        ({"codes": ["a", "A "]}, r"`codes` are \['a', 'A '\], but must .* differ by more than capitals and spaces"),
        ({"codes": ["a;b"]}, r"none with ';'"),
        ({"codes": CODES, "n_codes": 4}, r"`n_codes` is 4, but must lie between 1 and the number of codes, 3"),
        ({"codes": CODES, "coder": None}, r"between the coders \['Ana', 'Ben'\]. Write a sheet for each: coder='Ana'"),
        ({"codes": CODES, "coder": "Cem"}, r"`coder` is 'Cem', but the sample is shared out between \['Ana', 'Ben'\]"),
    ],
)
def test_sheets_that_make_no_sense_are_refused(tmp_path, options, message):
    with pytest.raises(ValueError, match=message):
        write_sheet(SAMPLE, tmp_path / "a.xlsx", **{"coder": "Ana", **options})


def test_one_code_alone_other_suffixes_and_repeated_rows_are_refused(tmp_path):
    with pytest.raises(TypeError, match=r"`codes` is the text 'threat'. Give a list of codes"):
        write_sheet(SAMPLE, tmp_path / "a.xlsx", codes="threat", coder="Ana")
    for call in (read_sheet, lambda path, codes: write_sheet(SAMPLE, path, codes=codes)):
        with pytest.raises(ValueError, match=r"a.ods: a sheet ends in one of \('.xlsx', '.csv'\), not in '.ods'"):
            call(tmp_path / "a.ods", codes=CODES)
    with pytest.raises(ValueError, match="8 identifiers of the sample stand more than once"):
        write_sheet(pd.concat([SAMPLE, SAMPLE]), tmp_path / "a.csv", codes=CODES, coder="Ana")


def test_files_that_are_no_sheets_are_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_text("no archive")
    with pytest.raises(ValueError, match=r"a.xlsx: this is no workbook that can be read"):
        read_sheet(path, codes=CODES)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(ValueError, match=r"a.xlsx: this is no workbook that can be read"):
        read_sheet(path, codes=CODES)
    book = openpyxl.Workbook()
    book.create_sheet("more")
    book.save(path)
    with pytest.raises(ValueError, match=r"a.xlsx: it has the tabs \['Sheet', 'more'\], but none named 'coding'"):
        read_sheet(path, codes=CODES)
    (tmp_path / "a.csv").write_bytes("doc_id,coder,code\nd1,Zo\xeb,x\n".encode("latin-1"))
    with pytest.raises(ValueError, match=r"a.csv: byte 23 is not UTF-8. Save it again as CSV UTF-8"):
        read_sheet(tmp_path / "a.csv", codes=CODES)


def test_a_workbook_that_unpacks_without_end_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"{number}.xml", bytes(80_000_000))
    with pytest.raises(ValueError, match=r"it unpacks to 320,000,000 bytes, but a coding sheet to 300,000,000 at most"):
        read_sheet(path, codes=CODES)


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    for name in ("a.csv", "a.xlsx"):
        with pytest.raises(FileNotFoundError):
            read_sheet(tmp_path / name, codes=CODES)


def test_openpyxl_is_loaded_only_where_a_workbook_is_read_or_written():
    code = "import sys, mediakit.trust.sheets; print('openpyxl' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
