"""A date is read where it has one meaning, and refused with the reason where it has none or two."""

import contextlib

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediakit.corpus.dates import parse_date


@pytest.mark.parametrize(
    "text",
    [
        "2024-08-05",
        "20240805",
        "5 August 2024",
        "Aug. 5, 2024",
        "lundi 5 août 2024",
        "5 غشت 2024",
        "٥ آب ٢٠٢٤",
        "الاثنين، 5 أغسطس 2024",
        "Mon, 05 Aug 2024 02:00:00 +0200",
        "2024-08-05T00:00:00Z",
        "5 août 2024 à 02h00 CEST",
        "1722816000",
        "1722816000000",
        "August 5, 2024 12:00 AM",
        "2024-8-5",
        "2024/08/05",
        "Monday 5th of August 2024",
        "le lundi 5 août 2024",
        "5 aout 2024",
        "2024-08-05T00:00:00+00",
        "5 آب/أغسطس 2024",
        "5 أوت 2024م",
        "الإثنين 5 اوت 2024",
        "5 غُشت 2024",
        "Aug 4, 2024, 7 p.m. EST",
        "4 August 2024 17:00 PDT",
        "Sunday, August 4, 2024 at 8:00 p.m. EDT",
        "4 août 2024 à 23h -01:00",
        "5 août 2024 - 2 h 00 CEST",
        "5 أغسطس 2024 12:00 ص",
        "5 أغسطس 2024 الساعة 12:00 صباحا",
        "4 أغسطس 2024، 7:00 مساءً -05:00",
        "5/8/2024 03:00 MSK",
    ],
)
def test_every_form_of_one_day_is_that_day(text):
    assert parse_date(text, dayfirst=True) == pd.Timestamp("2024-08-05")


@pytest.mark.parametrize(
    "names",
    [
        "جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر",
        "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر",
        "يناير فبراير مارس إبريل مايو يونيه يوليه أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
        "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول",
    ],
    ids=["Maghreb", "Morocco", "Egypt and Gulf", "Mashreq"],
)
def test_the_twelve_months_of_each_arabic_calendar_are_read_with_and_without_hamza(names):
    for month, name in enumerate(names.split(), 1):
        text = f"3 {name.replace('_', ' ')} 2024"
        assert parse_date(text) == pd.Timestamp(2024, month, 3)
        assert parse_date(text.translate(dict.fromkeys(map(ord, "أإآ"), "ا"))) == pd.Timestamp(2024, month, 3)


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
    [
        ("03/04/2024", "two meanings"),
        ("2024-02-30", "does not exist"),
        ("5 May 2024 10:00 IST", "time zone, IST"),
        ("yesterday", "no form"),
        ("", "no form"),
        ("5 May 2024 13:00 pm", "twelve hours"),
        ("5 ماي 2024 13:00 م", "twelve"),
        ("5 May 2024 10:00 CST", "time zone, CST"),
        ("5 May 2024 10:00 BST", "time zone, BST"),
        ("5 May 2024 10:00 +99:99", r"time zone, \+99:99, that no clock"),
        ("5 May 2024 10:00 +01:75", "that no clock"),
        ("5 May 2024 10:00 +15:00", "that no clock"),
        ("27 May 24", "year of two digits"),
        ("27/05/24", "year of two digits"),
        ("May 27, '24", "year of two digits"),
        ("27 mai 24 10:00", "year of two digits"),
        ("5 أيار/يونيو 2024", "two months"),
        ("Tuesday 5 August 2024", "another weekday than that of the day, Monday"),
        ("27 رمضان 1445", "no form"),
        ("5 May 2024" + " " * 300, "no form"),
    ],
)
def test_doubt_is_refused_with_its_reason(text, reason):
    with pytest.raises(ValueError, match=reason):
        parse_date(text)


def test_zones_of_america_are_read_as_mail_has_them():
    hours = {"EST": 5, "EDT": 4, "CDT": 5, "MST": 7, "MDT": 6, "PST": 8, "PDT": 7}
    for zone, behind in hours.items():
        assert parse_date(f"27 May 2024 10:00 {zone}") == pd.Timestamp(2024, 5, 27, 10 + behind)


@given(st.datetimes(min_value=pd.Timestamp(1700, 1, 1), max_value=pd.Timestamp(2200, 1, 1)), st.integers(-840, 840))
def test_a_moment_is_the_same_in_any_zone(moment, minutes):
    moment = pd.Timestamp(moment).floor("s")
    local = moment + pd.Timedelta(minutes=minutes)
    sign, ahead = "-" if minutes < 0 else "+", abs(minutes)
    assert parse_date(f"{local:%A, %d %B %Y %H:%M:%S} {sign}{ahead // 60:02}:{ahead % 60:02}") == moment


@given(st.text(alphabet=st.sampled_from("0123456789/-.: ,mayjunمايoص+ztUTC")))
def test_any_text_is_a_date_or_refused(text):
    with contextlib.suppress(ValueError):
        assert isinstance(parse_date(text), pd.Timestamp)


def test_options_that_are_none_are_refused():
    with pytest.raises(ValueError, match=r"numbers is 'stata'; allowed are 'unix' and 'excel'"):
        parse_date("45292", numbers="stata")
    with pytest.raises(TypeError, match=r"dayfirst is 'yes'; give True, False or None"):
        parse_date("03/04/2024", dayfirst="yes")


def test_a_number_is_not_taken_for_a_text():
    with pytest.raises(TypeError, match="int"):
        parse_date(20240805)
