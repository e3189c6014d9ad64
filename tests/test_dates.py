"""A date is read where it has one meaning, and refused with the reason where it has none or two."""

import pandas as pd
import pytest

from mediakit.corpus.dates import parse_date


@pytest.mark.parametrize(
    "text",
    ["2024-08-05", "20240805", "5 August 2024", "Aug. 5, 2024", "lundi 5 août 2024", "5 غشت 2024", "٥ آب ٢٠٢٤",
     "الاثنين، 5 أغسطس 2024", "Mon, 05 Aug 2024 02:00:00 +0200", "2024-08-05T00:00:00Z", "5 août 2024 à 02h00 CEST",
     "1722816000", "1722816000000", "August 5, 2024 12:00 AM"],
)  # fmt: skip
def test_every_form_of_one_day_is_that_day(text):
    assert parse_date(text) == pd.Timestamp("2024-08-05")


@pytest.mark.parametrize(
    ("text", "month"), [("3 كانون الثاني 2024", 1), ("3 تشرين الأول 2024", 10), ("3 دجنبر 2024", 12)]
)
def test_arabic_months_of_two_words_and_of_the_maghreb_are_read(text, month):
    assert parse_date(text) == pd.Timestamp(2024, month, 3)


def test_an_order_settles_a_date_of_two_meanings():
    assert parse_date("03/04/2024", dayfirst=True) == pd.Timestamp("2024-04-03")
    assert parse_date("03/04/2024", dayfirst=False) == pd.Timestamp("2024-03-04")
    assert parse_date("27/04/2024") == pd.Timestamp("2024-04-27")


def test_days_of_a_spreadsheet_are_read_only_where_asked():
    assert parse_date("45292", numbers="excel") == pd.Timestamp("2024-01-01")
    with pytest.raises(ValueError, match="no form"):
        parse_date("45292")


@pytest.mark.parametrize(
    ("text", "reason"),
    [("03/04/2024", "two meanings"), ("2024-02-30", "does not exist"), ("5 May 2024 10:00 IST", "time zone, IST"),
     ("yesterday", "no form"), ("", "no form"), ("5 May 2024 13:00 pm", "twelve hours")],
)  # fmt: skip
def test_doubt_is_refused_with_its_reason(text, reason):
    with pytest.raises(ValueError, match=reason):
        parse_date(text)


def test_a_number_is_not_taken_for_a_text():
    with pytest.raises(TypeError, match="int"):
        parse_date(20240805)
