"""The words of which people make calendar rules, in both languages, and the signs they stand for.

A phrase is read word by word into *signs*, one for each thing that is meant whatever the language::

    thứ Bảy đầu tiên của tháng  →  t7 dau of month
    the last Friday of June     →  last w4 of m6

``n15`` is a number, ``k15`` one in words, ``o15`` one with an ending (15th), ``f1`` a word (first),
``w5`` a weekday (Monday is 0), ``p5`` its plural, ``t7`` a Vietnamese *thứ* (a weekday, or an
ordinal), ``m6`` a month, ``s:evening`` a session; the rest say what they are. Words that change
nothing have none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from scheduler.domain.dates import plain
from scheduler.domain.names import fold, nearest

_WORD = re.compile(r"[0-9]+(?:st|nd|rd|th)?(?![^\W_])|[^\W\d_]+[0-9]?(?![^\W_])|[^\W_]+|\S")

_NUMBERS = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip

_VIETNAMESE = {
    "ngày": "day", "tháng": "month", "tuần": "week", "quý": "quarter", "hàng năm": "each year",
    "hằng năm": "each year", "mỗi năm": "each year", "hàng": "each", "hằng": "each",
    "mỗi": "each", "mọi": "each", "của": "of", "trong": "of", "vào": "", "các": "",
    "những": "", "họp": "", "sinh hoạt": "", "buổi": "", "và": "and", "cùng": "and",
    "đầu": "dau", "đầu tiên": "dau", "cuối": "last", "cuối cùng": "last", "giữa": "mid",
    "thứ": "thu", "thứ nhất": "o1", "thứ nhì": "o2", "thứ bẩy": "t7", "thứ tư": "t4",
    "chủ nhật": "w6", "chúa nhật": "w6", "cn": "w6", "rằm": "ram", "mùng": "mung",
    "mồng": "mung", "âm lịch": "lunar", "âm": "lunar", "âl": "lunar", "dương lịch": "solar",
    "dương": "solar", "dl": "solar", "nhuận": "leap", "ngày làm việc": "workday",
    "lần": "times", "tính từ cuối": "fromend", "kể từ cuối": "fromend", "từ cuối": "fromend",
    "cuối tuần": "weekend", "tháng giêng": "lunar m1", "tháng chạp": "lunar m12",
    "tháng tư": "m4", "tháng mười một": "m11", "tháng mười hai": "m12", "tháng tới": "next",
    "tháng sau": "next", "tháng này": "next", "tháng trước": "next", "mười lăm": "k15",
    "hai mươi": "k20", "ba mươi": "k30", "sáng": "s:morning", "chiều": "s:afternoon",
    "tối": "s:evening",
    **{f"t{n}": f"w{n - 2}" for n in range(2, 8)},
    **{f"thứ {word}": f"t{n}" for n, word in enumerate(_NUMBERS, 1) if 2 <= n <= 7},
    **{f"mùng {word}": f"mung n{n}" for n, word in enumerate(_NUMBERS, 1)},
    **{f"mồng {word}": f"mung n{n}" for n, word in enumerate(_NUMBERS, 1)},
    # "tháng một" is the eleventh lunar month to some
    **{f"tháng {word}": f"m{n}" for n, word in enumerate(_NUMBERS, 1) if n > 1},
    **{word: f"k{n}" for n, word in enumerate(_NUMBERS, 1) if word != "năm"},
}  # fmt: skip

_ENGLISH = {
    "day": "day", "days": "day", "month": "month", "months": "month", "monthly": "each month",
    "week": "week", "weeks": "week", "weekly": "each week", "quarter": "quarter",
    "quarterly": "each quarter", "yearly": "each year", "every year": "each year",
    "each year": "each year", "every": "each", "each": "each", "other": "other", "of": "of",
    "in": "of", "the": "", "on": "", "and": "and", "first": "f1", "second": "f2", "third": "f3",
    "fourth": "f4", "fifth": "f5", "last": "last", "final": "last", "end": "last",
    "beginning": "dau", "start": "dau", "middle": "mid", "mid": "mid", "working day": "workday",
    "working days": "workday", "workday": "workday", "business day": "workday",
    "from the end": "fromend", "weekend": "weekend", "weekends": "weekend", "lunar": "lunar",
    "solar": "solar", "leap": "leap", "next month": "next", "this month": "next", "two": "k2",
    "three": "k3", "four": "k4", "six": "k6", "morning": "s:morning", "mornings": "s:morning",
    "afternoon": "s:afternoon", "evening": "s:evening", "in the morning": "s:morning",
    "in the afternoon": "s:afternoon", "in the evening": "s:evening",
    **{name: f"w{n}" for n, name in enumerate(_WEEKDAYS)},
    **{f"{name}s": f"p{n}" for n, name in enumerate(_WEEKDAYS)},
    **{name[:3]: f"w{n}" for n, name in enumerate(_WEEKDAYS) if name != "thursday"},
    "tues": "w1", "thur": "w3", "thurs": "w3",
    **{name: f"m{n}" for n, name in enumerate(_MONTHS, 1)},
    **{name[:3]: f"m{n}" for n, name in enumerate(_MONTHS, 1)}, "sept": "m9",
}  # fmt: skip

_NEVER_BARE = {"sáu", "tháng sáu"}
"""Without their marks these are other words too: "tháng sau" is next month."""
_LONGEST = 3
"""Words of the longest entry."""
_JOINTS = dict.fromkeys(",;&+", "and")


@cache
def _entries() -> Mapping[str, list[tuple[list[str], str]]]:
    """Entries by their words without marks: the words as they are written, and their sign."""
    found: dict[str, list[tuple[list[str], str]]] = defaultdict(list)
    for words, sign in (*_VIETNAMESE.items(), *_ENGLISH.items()):
        found[fold(words, plain=True)].append(([fold(word) for word in words.split()], sign))
    return found


def signs_of(text: str) -> tuple[list[str], list[str]]:
    """The signs of a phrase, and the words in it that are none of ours.

    Words may stand in any case, with all of their marks or some words with none.
    """
    words = _words(re.sub(r"/ ?(l[aầ]n)\b", r" 1 \1", plain(text)))
    signs: list[str] = []
    unknown: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            sign = _sign(words[at : at + length])
            if sign is not None:
                signs += sign.split()
                break
        else:
            length = 1
            unknown.append(words[at])
        at += length
    return _thursdays(signs, words), unknown


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.rstrip(" .")) if word not in '()"']


def _sign(words: list[str]) -> str | None:
    if len(words) == 1:
        if words[0] in _JOINTS:
            return _JOINTS[words[0]]
        if number := re.fullmatch(r"([0-9]{1,4})(st|nd|rd|th)?", words[0]):
            return f"{'o' if number[2] else 'n'}{int(number[1])}"
    bare = [fold(word, plain=True) for word in words]
    written = [fold(word) for word in words]
    found = None
    for entry, sign in _entries().get(" ".join(bare), ()):
        if entry == written:
            return sign
        is_bare = " ".join(entry) not in map(fold, _NEVER_BARE)
        if is_bare and all(w in (e, b) for w, e, b in zip(written, entry, bare, strict=True)):
            found = sign if found is None else found
    return found


def _thursdays(signs: list[str], words: list[str]) -> list[str]:
    """`thu` without a number after it is a Thursday where all else is English."""
    english = {word for entry in _ENGLISH for word in entry.split()}
    if "thu" in words and all(w in english or w in _JOINTS or w[0].isdigit() or w == "thu"
                              for w in words):  # fmt: skip
        followed = zip(signs, [*signs[1:], ""], strict=True)
        return ["w3" if one == "thu" and after[:1] != "n" else one for one, after in followed]
    return signs


def mended(text: str, unknown: list[str]) -> str:
    """The phrase with each word that is not known replaced by the nearest that is, or ""."""
    known = [word for entry in (*_VIETNAMESE, *_ENGLISH) for word in entry.split()]
    words = _words(plain(text))
    for word in unknown:
        near = nearest(word, known) if word.isalpha() else ""
        if not near:
            return ""
        words = [near if own == word else own for own in words]
    return " ".join(words).replace(" ,", ",")
