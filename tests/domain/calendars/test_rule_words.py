"""Every rule that there are words for is read back from them, in both languages."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from scheduler.domain.calendars.occurrences import RecurrenceRule
from scheduler.domain.calendars.recurrence import read_rrule
from scheduler.domain.calendars.rule_cell import parse_rule
from scheduler.domain.calendars.rule_words import RuleWords, note_of
from scheduler.domain.names import fold
from scheduler.language import LANGUAGES, Language

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NTH = st.sampled_from([1, 2, 3, 4, 5, -1, -2, -3, -4, -5])


def _some(values: st.SearchStrategy[str], most: int = 5) -> st.SearchStrategy[str]:
    return st.lists(values, min_size=1, max_size=most, unique=True).map(",".join)


def _numbers(limit: int) -> st.SearchStrategy[str]:
    numbers = st.integers(-limit, limit).filter(bool)
    return st.one_of(_some(numbers.map(str)), _some(numbers.map(str), limit))


@st.composite
def canonical_rules(draw: st.DrawFn) -> str:
    """An RRULE of each kind that a phrase can mean."""
    kind = draw(st.sampled_from(["days", "days", "nth", "work", "weekly", "lunar", "daily"]))
    interval = draw(st.one_of(st.just(1), st.integers(2, 1_000)))
    count = f";INTERVAL={interval}" if interval > 1 else ""
    if kind == "weekly":
        return f"FREQ=WEEKLY{count};BYDAY={draw(_some(st.sampled_from(_DAYS), 7))}"
    if kind == "daily":
        return f"FREQ=DAILY{count}"
    if draw(st.booleans()):
        ending = st.sampled_from(["", "L"]) if kind == "lunar" else st.just("")
        months = st.tuples(st.integers(1, 12).map(str), ending).map("".join)
        count = f";BYMONTH={draw(_some(months, 12))}"
    rule = f"FREQ=MONTHLY{count}"
    if kind == "nth":
        choices = st.tuples(_NTH.map(str), st.sampled_from(_DAYS)).map("".join)
        return f"{rule};BYDAY={draw(_some(choices))}"
    if kind == "work":
        positions = st.integers(-23, 23).filter(bool).map(str)
        return f"{rule};BYDAY=MO,TU,WE,TH,FR;BYSETPOS={draw(_some(positions))}"
    if kind == "lunar":
        return f"RSCALE=VIETNAMESE;{rule};BYMONTHDAY={draw(_numbers(30))}"
    return f"{rule};BYMONTHDAY={draw(_numbers(31))}"


def _read(rule: str) -> RecurrenceRule | None:
    try:
        return read_rrule(rule, dt.UTC)
    except PydanticCustomError:  # no date fulfils it: the 30th of February
        return None


@settings(max_examples=400, deadline=None)
@given(text=canonical_rules(), language=st.sampled_from(LANGUAGES))
def test_what_is_said_of_a_rule_is_read_as_that_rule(text: str, language: Language) -> None:
    rule = _read(text)
    if rule is None:
        return
    words = RuleWords(rule, text).said(language)
    assert text not in words
    for spelt in (words, words.upper()):
        assert parse_rule(spelt) == rule, words


@settings(max_examples=200, deadline=None)
@given(text=canonical_rules())
def test_without_diacritics_it_is_that_rule(text: str) -> None:
    rule = _read(text)
    if rule is None:
        return
    words = fold(RuleWords(rule, text).said("vi"), plain=True)
    assert parse_rule(words) == rule, words


@pytest.mark.parametrize(
    ("rule", "english", "vietnamese"),
    [
        ("15", "the 15th of every month", "ngày 15 hằng tháng"),
        ("1SA", "the first Saturday of every month", "thứ Bảy đầu tiên của mỗi tháng"),
        ("-1CN", "the last Sunday of every month", "Chủ Nhật cuối cùng của mỗi tháng"),
        ("L15", "the 15th of every lunar month", "rằm âm lịch hằng tháng"),
        ("RSCALE=VIETNAMESE;FREQ=YEARLY;BYMONTH=4L;BYMONTHDAY=1",
         "the 1st of lunar leap month 4 every year", "mùng 1 của tháng 4 nhuận âm lịch hằng năm"),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15,-1", "every 3 months on the 15th and the last day",
         "3 tháng một lần vào ngày 15 và ngày cuối cùng"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
         "the last working day of every month", "ngày làm việc cuối cùng của mỗi tháng"),
        ("FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20261231", "every Monday and Thursday, until 2026-12-31",
         "thứ Hai và thứ Năm hằng tuần, đến hết 31/12/2026"),
        ("FREQ=DAILY;COUNT=3", "every day, 3 times in all", "hằng ngày, tất cả 3 lần"),
        ("FREQ=YEARLY;BYDAY=20MO", "as the rule FREQ=YEARLY;BYDAY=20MO says",
         "theo quy tắc FREQ=YEARLY;BYDAY=20MO"),
    ],
)  # fmt: skip
def test_rules_in_words(rule: str, english: str, vietnamese: str) -> None:
    words = RuleWords(parse_rule(rule), rule)
    assert (words.said("en"), words.said("vi")) == (english, vietnamese)


@pytest.mark.parametrize(
    ("rule", "note"),
    [
        ("28", ""),
        ("30", "no meeting in months without the 30th"),
        ("FREQ=MONTHLY;BYMONTHDAY=15,30,31", "no meeting in months without the 30th and the 31st"),
        ("L30", "no meeting in months without the 30th"),
        ("RSCALE=VIETNAMESE;FREQ=MONTHLY;BYMONTHDAY=30;SKIP=BACKWARD", ""),
        ("5SA", "no meeting in months without a fifth such weekday"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1", "working days are Monday to Friday"),
    ],
)
def test_what_the_words_leave_open_is_said(rule: str, note: str) -> None:
    assert note_of(parse_rule(rule), "en") == note
