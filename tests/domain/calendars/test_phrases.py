"""Calendar rules as people say them: which dates they mean, worked out here without the program."""

from __future__ import annotations

import calendar
import datetime as dt
import unicodedata
from collections.abc import Iterable

import pytest
from pydantic_core import PydanticCustomError

from scheduler.domain.calendars.rule_cell import parse_rule, time_said

YEAR = [dt.date(2026, 1, 1) + dt.timedelta(n) for n in range(365)]
LUNAR_STARTS = [
    dt.date.fromisoformat(day)
    for day in (
        "2025-12-20", "2026-01-19", "2026-02-17", "2026-03-19", "2026-04-17", "2026-05-17",
        "2026-06-15", "2026-07-14", "2026-08-13", "2026-09-11", "2026-10-10", "2026-11-09",
        "2026-12-09", "2027-01-08",
    )
]  # fmt: skip
"""First days of the lunar months, from the printed calendar of Vietnam: the eleventh and twelfth
month of Ất Tỵ, then the twelve of Bính Ngọ (Tết on 17 February, no leap month).
"""
MO, TU, WE, TH, FR, SA, SU = range(7)


def days(*numbers: int, months: Iterable[int] = range(1, 13)) -> list[dt.date]:
    """Those days of the months, from the end if negative."""
    chosen = set(months)
    return [
        day
        for day in YEAR
        if day.month in chosen and (day.day in numbers or day.day - _length(day) - 1 in numbers)
    ]


def _length(day: dt.date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def nth(*choices: tuple[int, int], months: Iterable[int] = range(1, 13)) -> list[dt.date]:
    """The nth such weekdays: counted through the days of each month."""
    chosen = set(months)
    found = []
    for day in YEAR:
        same = [d for d in YEAR if d.month == day.month and d.weekday() == day.weekday()]
        places = (same.index(day) + 1, same.index(day) - len(same))
        if day.month in chosen and any((n, day.weekday()) in choices for n in places):
            found.append(day)
    return found


def every(*weekdays: int) -> list[dt.date]:
    return [day for day in YEAR if day.weekday() in weekdays]


def working(*numbers: int) -> list[dt.date]:
    """Those working days, Monday to Friday, of each month."""
    found = []
    for month in range(1, 13):
        work = [day for day in YEAR if day.month == month and day.weekday() < SA]
        found += [work[n - 1 if n > 0 else n] for n in numbers]
    return sorted(found)


def lunar(*numbers: int, months: Iterable[int] = range(1, 13)) -> list[dt.date]:
    """Those days of the lunar months by the table; the first two months are 11 and 12."""
    found = []
    for place in range(len(LUNAR_STARTS) - 1):
        start, end = LUNAR_STARTS[place], LUNAR_STARTS[place + 1]
        number = (place + 10) % 12 + 1
        for n in numbers:
            day = start + dt.timedelta(n - 1) if n > 0 else end + dt.timedelta(n)
            if number in months and start <= day < end and day.year == 2026:
                found.append(day)
    return sorted(found)


QUARTERS = (1, 4, 7, 10)
ENDS = (3, 6, 9, 12)

MEANT = [
    # The Vietnamese ones.
    ("thứ Bảy đầu tháng", nth((1, SA))),
    ("thứ bảy đầu tiên của tháng", nth((1, SA))),
    ("Thứ bẩy đầu tiên hàng tháng", nth((1, SA))),
    ("thứ 7 đầu tháng", nth((1, SA))),
    ("T7 đầu tháng", nth((1, SA))),
    ("ngày thứ Bảy đầu tháng", nth((1, SA))),
    ("mỗi thứ bảy đầu tháng", nth((1, SA))),
    ("CN cuối tháng", nth((-1, SU))),
    ("chủ nhật cuối cùng của tháng", nth((-1, SU))),
    ("Chúa nhật cuối mỗi tháng", nth((-1, SU))),
    ("thứ hai đầu tháng", nth((1, MO))),
    ("thứ Hai thứ hai của tháng", nth((2, MO))),
    ("thứ ba thứ 3 của tháng", nth((3, TU))),
    ("thứ năm thứ tư của mỗi tháng", nth((4, TH))),
    ("thứ tư thứ nhì của tháng", nth((2, WE))),
    ("thứ sáu thứ nhất và thứ ba của tháng", nth((1, FR), (3, FR))),
    ("thứ bảy đầu và cuối tháng", nth((1, SA), (-1, SA))),
    ("thứ bảy đầu tháng và chủ nhật cuối tháng", nth((1, SA), (-1, SU))),
    ("thứ Sáu thứ 2 tính từ cuối tháng", nth((-2, FR))),
    ("ngày 15", days(15)),
    ("ngày 15 hàng tháng", days(15)),
    ("hằng tháng vào ngày 15", days(15)),
    ("mỗi tháng một lần vào ngày 15", days(15)),
    ("họp ngày 15 của mỗi tháng", days(15)),
    ("ngày 15 và 30", days(15, 30)),
    ("15 và 30", days(15, 30)),
    ("ngày 5, 15, 25 hàng tháng", days(5, 15, 25)),
    ("ngày 30", days(30)),
    ("ngày 31 hằng tháng", days(31)),
    ("ngày 15 và cuối tháng", days(15, -1)),
    ("cuối tháng", days(-1)),
    ("ngày cuối tháng", days(-1)),
    ("ngày cuối cùng của tháng", days(-1)),
    ("ngày đầu tháng", days(1)),
    ("ngày đầu tiên của tháng", days(1)),
    ("ngày thứ 3 tính từ cuối tháng", days(-3)),
    ("ngày 15 dương lịch", days(15)),
    ("mùng 1 dương lịch", days(1)),
    ("ngày làm việc đầu tiên của tháng", working(1)),
    ("ngày làm việc cuối cùng của tháng", working(-1)),
    ("rằm", lunar(15)),
    ("ngày rằm", lunar(15)),
    ("rằm hàng tháng", lunar(15)),
    ("mùng 1 và rằm âm lịch", lunar(1, 15)),
    ("mồng một và rằm", lunar(1, 15)),
    ("mùng 1 (ÂL)", lunar(1)),
    ("ngày 10 âm lịch", lunar(10)),
    ("mùng 1 và 15 âm lịch", lunar(1, 15)),
    ("cuối tháng âm lịch", lunar(-1)),
    ("ngày 30 âm lịch", lunar(30)),
    ("rằm tháng Giêng", lunar(15, months=(1,))),
    ("rằm tháng 7", lunar(15, months=(7,))),
    ("rằm tháng tám hằng năm", lunar(15, months=(8,))),
    ("ngày 23 tháng Chạp", lunar(23, months=(12,))),
    ("đầu quý", days(1, months=QUARTERS)),
    ("đầu mỗi quý", days(1, months=QUARTERS)),
    ("cuối quý", days(-1, months=ENDS)),
    ("thứ bảy đầu quý", nth((1, SA), months=QUARTERS)),
    ("CN cuối quý", nth((-1, SU), months=ENDS)),
    ("ngày 15 tháng đầu quý", days(15, months=QUARTERS)),
    ("ngày 15 tháng cuối mỗi quý", days(15, months=ENDS)),
    ("ngày 15 tháng 3, 6, 9 và 12", days(15, months=ENDS)),
    ("ngày 20 tháng sáu hằng năm", days(20, months=(6,))),
    ("thứ Bảy đầu tiên của tháng 5", nth((1, SA), months=(5,))),
    ("thứ Hai và thứ Năm hàng tuần", every(MO, TH)),
    ("thứ 2, 4, 6 hàng tuần", every(MO, WE, FR)),
    ("T2, T4, T6 mỗi tuần", every(MO, WE, FR)),
    ("mỗi thứ 7", every(SA)),
    ("chủ nhật hằng tuần", every(SU)),
    ("hằng ngày", YEAR),
    # The English ones.
    ("first Saturday", nth((1, SA))),
    ("the first Saturday of each month", nth((1, SA))),
    ("1st Sat", nth((1, SA))),
    ("first Thu of the month", nth((1, TH))),
    ("last Friday of the month", nth((-1, FR))),
    ("every last Friday", nth((-1, FR))),
    ("every second Tuesday of the month", nth((2, TU))),
    ("second and fourth Sundays", nth((2, SU), (4, SU))),
    ("1st and 3rd Monday of every month", nth((1, MO), (3, MO))),
    ("first Saturday and last Sunday", nth((1, SA), (-1, SU))),
    ("the 2nd Friday from the end of the month", nth((-2, FR))),
    ("the 15th", days(15)),
    ("15th of every month", days(15)),
    ("monthly on the 15th", days(15)),
    ("1st and 15th", days(1, 15)),
    ("15th and last day", days(15, -1)),
    ("last day of the month", days(-1)),
    ("end of the month", days(-1)),
    ("first of the month", days(1)),
    ("the first day of each month", days(1)),
    ("day 15", days(15)),
    ("the 2nd day from the end of the month", days(-2)),
    ("first working day of the month", working(1)),
    ("last business day", working(-1)),
    ("the 15th of every lunar month", lunar(15)),
    ("1st and 15th of the lunar month", lunar(1, 15)),
    ("15 March", days(15, months=(3,))),
    ("the 15th of March, June, September and December", days(15, months=ENDS)),
    ("first day of the quarter", days(1, months=QUARTERS)),
    ("last Friday of every quarter", nth((-1, FR), months=ENDS)),
    ("first Monday of the second month of each quarter", nth((1, MO), months=(2, 5, 8, 11))),
    ("every Saturday", every(SA)),
    ("Mondays and Thursdays", every(MO, TH)),
    ("weekly on Sunday", every(SU)),
    ("every day", YEAR),
    # Both at once.
    ("Sat cuối tháng", nth((-1, SA))),
    ("first thứ bảy hàng tháng", nth((1, SA))),
    ("last day của tháng", days(-1)),
    ("ngày 15 of every month", days(15)),
    ("CN đầu tiên of March and tháng 9", nth((1, SU), months=(3, 9))),
]


def in_2026(text: str) -> list[dt.date]:
    return parse_rule(text).dates(YEAR[0], YEAR[-1])


def without_marks(text: str) -> str:
    letters = unicodedata.normalize("NFD", text)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return bare.replace("đ", "d").replace("Đ", "D")


@pytest.mark.parametrize(("phrase", "expected"), MEANT, ids=[phrase for phrase, _ in MEANT])
def test_a_phrase_means_these_dates(phrase: str, expected: list[dt.date]) -> None:
    assert expected
    assert in_2026(phrase) == expected
    for form in ("NFC", "NFD", "NFKD"):
        for spelt in (phrase, phrase.upper(), phrase.lower(), f"  {phrase}. "):
            assert in_2026(unicodedata.normalize(form, spelt)) == expected


NOT_BARE = {"ngày 20 tháng sáu hằng năm"}
"""Without marks `tháng sáu` (June) is `tháng sau` (next month): asked."""


@pytest.mark.parametrize(("phrase", "expected"), MEANT, ids=[phrase for phrase, _ in MEANT])
def test_without_diacritics_it_means_the_same(phrase: str, expected: list[dt.date]) -> None:
    if phrase in NOT_BARE:
        with pytest.raises(PydanticCustomError):
            parse_rule(without_marks(phrase))
    else:
        assert in_2026(without_marks(phrase)) == expected
    words = phrase.split()
    for at, word in enumerate(words):  # and with one word without its marks
        mixed = " ".join([*words[:at], without_marks(word), *words[at + 1 :]])
        assert _same_or_refused(mixed, expected)


def _same_or_refused(phrase: str, expected: list[dt.date]) -> bool:
    try:
        return in_2026(phrase) == expected
    except PydanticCustomError:
        return True


@pytest.mark.parametrize(
    ("phrase", "anchor", "expected"),
    [
        ("3 tháng một lần vào ngày 15", "2026-02-01", days(15, months=(2, 5, 8, 11))),
        ("ngày 15, 3 tháng/lần", "2026-02-01", days(15, months=(2, 5, 8, 11))),
        ("every 3 months on the 15th", "2026-02-01", days(15, months=(2, 5, 8, 11))),
        ("first Saturday every other month", "2026-01-01",
         nth((1, SA), months=(1, 3, 5, 7, 9, 11))),
        ("hai tuần một lần vào thứ Bảy", "2026-01-01", every(SA)[::2]),
        ("every other Saturday", "2026-01-01", every(SA)[::2]),
        ("every 2 weeks on Saturday", "2026-01-01", every(SA)[::2]),
    ],
)  # fmt: skip
def test_what_is_counted_from_a_date(phrase: str, anchor: str, expected: list[dt.date]) -> None:
    rule = parse_rule(phrase)
    assert rule.needs_anchor
    assert rule.dates(YEAR[0], YEAR[-1], dt.date.fromisoformat(anchor)) == expected


@pytest.mark.parametrize(
    ("phrase", "time", "expected"),
    [
        ("ngày 15 hàng tháng lúc 19h", "19:00", days(15)),
        ("ngay 15 hang thang luc 19 gio", "19:00", days(15)),
        ("19h30 thứ bảy đầu tháng", "19:30", nth((1, SA))),
        ("7h30 sáng chủ nhật cuối tháng", "07:30", nth((-1, SU))),
        ("7 giờ rưỡi tối ngày 15", "19:30", days(15)),
        ("tối thứ bảy đầu tháng", "evening", nth((1, SA))),
        ("tối thứ bảy đầu tháng, 19h", "19:00", nth((1, SA))),
        ("sáng mùng 1 và rằm", "morning", lunar(1, 15)),
        ("mung 1 am lich luc 7h", "07:00", lunar(1)),
        ("first Saturday at 7 pm", "19:00", nth((1, SA))),
        ("last day of the month, 8:00", "08:00", days(-1)),
        ("the 15th in the evening", "evening", days(15)),
    ],
)
def test_a_phrase_may_tell_the_time(phrase: str, time: str, expected: list[dt.date]) -> None:
    assert in_2026(phrase) == expected
    assert time_said(phrase) == time


def candidates(error: PydanticCustomError) -> list[str]:
    return [one.said("vi") for one in (error.context or {})["candidates"].rules]


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("cuối tuần", ["thứ Bảy hằng tuần", "Chủ Nhật hằng tuần"]),
        ("weekends", ["thứ Bảy hằng tuần", "Chủ Nhật hằng tuần"]),
        ("thứ 7", ["thứ Bảy hằng tuần", "thứ Bảy đầu tiên của mỗi tháng", "ngày 7 hằng tháng"]),
        ("thu 7", ["thứ Bảy hằng tuần", "thứ Bảy đầu tiên của mỗi tháng", "ngày 7 hằng tháng"]),
        ("thứ 7 hàng tháng",
         ["thứ Bảy hằng tuần", "thứ Bảy đầu tiên của mỗi tháng", "ngày 7 hằng tháng"]),
        ("ngày thứ 7",
         ["thứ Bảy hằng tuần", "thứ Bảy đầu tiên của mỗi tháng", "ngày 7 hằng tháng"]),
        ("Saturday", ["thứ Bảy hằng tuần", "thứ Bảy đầu tiên của mỗi tháng"]),
        ("đầu tháng", ["ngày 1 hằng tháng", "ngày làm việc đầu tiên của mỗi tháng"]),
        ("beginning of the month", ["ngày 1 hằng tháng", "ngày làm việc đầu tiên của mỗi tháng"]),
        ("giữa tháng", ["ngày 15 hằng tháng"]),
        ("mùng 1", ["mùng 1 âm lịch hằng tháng", "ngày 1 hằng tháng"]),
        ("mùng 15", ["rằm âm lịch hằng tháng"]),
        ("ngày 1 và rằm", ["mùng 1 và rằm âm lịch hằng tháng", "ngày 1 và ngày 15 hằng tháng"]),
        ("every second Tuesday", ["thứ Ba thứ 2 của mỗi tháng", "2 tuần một lần vào thứ Ba"]),
        ("thứ bảy thứ hai",
         ["thứ Bảy thứ 2 của mỗi tháng", "2 tuần một lần vào thứ Bảy",
          "thứ Hai và thứ Bảy hằng tuần"]),
        ("thứ tư thứ năm", ["thứ Tư thứ 5 của mỗi tháng", "thứ Tư và thứ Năm hằng tuần"]),
        ("thứ bảy tuần đầu tháng", ["thứ Bảy đầu tiên của mỗi tháng"]),
        ("thứ bảy đầu tháng và cuối tháng",
         ["ngày cuối cùng của mỗi tháng", "thứ Bảy đầu tiên của mỗi tháng"]),
        ("ngày 15 và CN đầu tháng", ["ngày 15 hằng tháng", "Chủ Nhật đầu tiên của mỗi tháng"]),
        ("ngày 15 hàng quý",
         ["ngày 15 của tháng 1, tháng 4, tháng 7 và tháng 10 hằng năm",
          "ngày 15 của tháng 2, tháng 5, tháng 8 và tháng 11 hằng năm",
          "ngày 15 của tháng 3, tháng 6, tháng 9 và tháng 12 hằng năm"]),
    ],
)  # fmt: skip
def test_what_is_not_certain_is_asked(phrase: str, expected: list[str]) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        parse_rule(phrase)
    assert caught.value.type in ("rule_unclear", "rule_rows")
    assert candidates(caught.value) == expected
    for candidate in expected:
        parse_rule(candidate)


@pytest.mark.parametrize(
    "phrase",
    [
        "ngày 15 tháng sau", "ngay 15 thang sau", "ngay 15 thang toi", "ngày 15 tháng này",
        "ngày 15 hoặc 30", "từ ngày 10 đến 15", "ngày 10-15", "ngày 15/3", "15/3", "ngày 15 T7",
        "ngày 32", "ngày 15 tháng 13", "ngày 31 âm lịch", "hàng tháng 15", "mỗi tháng 3",
        "thứ 8 đầu tháng", "thứ bảy âm lịch đầu tháng", "rằm dương lịch", "thu cuoi thang",
        "first Saturday and Sunday", "thứ bảy và chủ nhật đầu tháng", "thứ ba thứ tư hàng tháng",
        "ngày 15 trừ tháng 2", "2 lần mỗi tháng", "một tháng hai lần", "the first", "first",
        "ngày 15 hàng tuần", "6th Saturday", "ngày 15 lúc 7h và 9h", "tối ngày 15 lúc 7h",
        "ngày 15 lúc 25h", "mỗi tuần thứ bảy đầu tháng", "không họp ngày 15", "sáu", "quý", "six",
        "ngày 15 tháng 3 và ngày 20 tháng 6", "first Saturday except July", "every 15 Saturday",
        "cuối tháng, cuối quý", "cuối tháng và ngày 20 tháng 3", "thứ 7, ngày 15",
        "ngày 15 hàng tháng, ngày 20 tháng 3", "ngày 20 và mùng 1 âm lịch", "thứ 2, 4, 6",
        "cuối tháng, 3 tháng một lần ngày 20", "cuối tháng và rằm", "ngày mùng 5 hàng tháng",
        "T2-T6 hàng tuần", "friday the 13th", "quý 1", "hàng tháng ngày 15, hàng quý ngày 20",
        "ngày 15 cuối quý", "đầu và cuối quý", "thứ năm đầu năm", "đầu năm", "CN", "T7",
    ],
)  # fmt: skip
def test_what_is_no_certain_rule_is_refused(phrase: str) -> None:
    with pytest.raises(PydanticCustomError):
        parse_rule(phrase)


def test_a_misspelt_word_is_told_with_the_phrase_that_was_meant() -> None:
    with pytest.raises(PydanticCustomError) as caught:
        parse_rule("thứ bảy đầu thnág")
    assert caught.value.type == "rule_words"
    assert caught.value.context is not None
    assert caught.value.context["words"] == "thnág"
    assert caught.value.context["nearest"] == "thứ bảy đầu tháng"
