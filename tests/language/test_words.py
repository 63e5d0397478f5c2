"""One vocabulary, two languages, nothing left over: what a user reads of every command has no word
of the other language, and what a user writes is read in both.
"""

from __future__ import annotations

import csv
import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import click
import pytest

from scheduler.cli import COMMANDS, group
from scheduler.domain.names import fold
from scheduler.domain.vocabulary import called
from scheduler.language import LANGUAGES, Language, catalogue, say
from scheduler.language.causes import Cause
from scheduler.language.choice import usual_language
from scheduler.tables.read import read_instance
from scheduler.tables.write import write_instance
from tests.cli.door import call
from tests.language.walk import Walk, texts_of
from tests.language.words import (
    CATALOGUES,
    VOCABULARIES,
    foreign,
    is_vietnamese,
    without_placeholders,
    words_in,
)

_AS_CLERKS_WRITE = ("status_", "column_", "off_plan")
"""How keys of ``returns`` begin under which stand words that are read, not said."""

EXTRA: dict[Language, dict[str, str]] = {
    "en": {
        "history.csv": "cadre,branch,date,status\n"
        "cadre-1,women-1,2025-12-05,attended\ncadre-2,women-2,2025-12-05,missed\n",
        "leave.csv": "cadre,from,until,reason\ncadre-2,2026-01-01,2026-01-31,study\n",
        "pins.csv": "cadre,branch,decision\ncadre-1,farmers-2,require\n",
        "meetings.csv": "branch,date,status\nwomen-4,2026-01-05,cancelled\n",
        "closures.csv": "from,until,area,reason\n2026-02-16,2026-02-22,,new year\n",
    },
    "vi": {  # in any mixture of languages, with and without diacritics
        "history.csv": 'cán bộ,"chi, tổ hội",date,trang thai\n'
        "can-bo-1,phu-nu-1,2025-12-05,attended\ncan-bo-2,phu-nu-2,2025-12-05,vang\n",
        "leave.csv": "can bo,tu ngay,until,ly do\ncan-bo-2,2026-01-01,2026-01-31,hoc\n",
        "pins.csv": 'cán bộ,"chi, tổ hội",quyết định\ncan-bo-1,nong-dan-2,BẮT BUỘC\n',
        "meetings.csv": '"chi, to hoi",ngày,trạng thái\nphu-nu-4,2026-01-05,hủy\n',
        "closures.csv": "từ ngày,đến ngày,địa bàn,lý do\n2026-02-16,2026-02-22,,Tết\n",
    },
}
"""Tables beside those of the starter."""
ID: dict[Language, dict[str, str]] = {
    "en": {"cadre": "cadre-1", "other": "cadre-3", "branch": "women-1", "folder": "in"},
    "vi": {"cadre": "can-bo-1", "other": "can-bo-3", "branch": "phu-nu-1", "folder": "xa"},
}


@pytest.fixture(scope="module", params=LANGUAGES)
def walked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Every command on one instance whose data are in the language, and what each writes."""
    language: Language = request.param
    folder = tmp_path_factory.mktemp("walk")
    walk, ids = Walk(language, folder), ID[language]
    instance, roster, sent = folder / ID[language]["folder"], folder / "ba", folder / "ca"
    ledger = f"{instance}.ledger.db"
    walk("new", folder / "an.xlsx")
    walk("new", instance)
    walk.look(instance)
    for name, text in EXTRA[language].items():
        (instance / name).write_text(text, encoding="utf-8")
    call_levels_otherwise(instance, language)
    walk("check", instance, "--request-form", folder / "tin.xlsx")
    walk("solve", instance, "--out", roster, "--progress", "--months", 2)
    walk("audit", instance, roster)
    walk("show", instance, roster, "--html", folder / "an.html")
    walk("explain", instance, roster, "--month", "2026-01")
    walk("explain", instance, roster, "--month", "2026-01", "--cadre", ids["cadre"])
    walk("explain", instance, roster, "--month", "2026-01", "--cadre", ids["cadre"],
         "--branch", ids["branch"], "--instead-of", ids["other"])  # fmt: skip
    with (roster / "roster.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    date, cadre = rows[1][1], rows[1][5]
    walk("substitute", instance, roster, "--cadre", cadre, "--date", date, code=1)
    walk("replan", instance, roster, "--from", "2026-01-15", "--out", folder / "la")
    walk("whatif", instance, "--staffing", "0.5:2:0.5", "--gap", "3:4", "--each-cadre-leaves",
         "--pictures", "--promise", 3, "--out", folder / "ta")  # fmt: skip
    walk("publish", instance, roster, "--out", sent, "--by", "An", "--return-to", "An",
         "--return-until", "2026-02-05")  # fmt: skip
    walk("record", sent / "handoff", "--ledger", ledger, "--by", "An")
    walk("record", answered(sent / "handoff", folder, language), "--ledger", ledger, "--by", "An",
         "--review", folder / "hai.xlsx", code=1)  # fmt: skip
    walk("report", instance, "--from", "2026-01", "--out", folder / "ma")
    walk("report", instance, "--from", "2026-01", "--layout", called_layout(language))
    walk("calendar", instance, roster, "--out", folder / "na")
    walk("ledger", "status", "--ledger", ledger)
    walk("ledger", "verify", "--ledger", ledger)
    walk("ledger", "close", "2026-01", "--ledger", ledger, "--by", "An")
    walk("ledger", "reopen", "2026-01", "--ledger", ledger, "--by", "An")
    for written in ("an.xlsx", "tin.xlsx", "ba", "an.html", "ta", "ca", "ma", "na", "hai.xlsx"):
        walk.look(folder / written)
    other = next(one for one in LANGUAGES if one != language)
    # The changes are told in a page for every language.
    walk.read += [one for one in texts_of(folder / "la") if f".{other}." not in one[0]]
    return walk


def call_levels_otherwise(instance: Path, language: Language) -> None:
    """Give the levels the names that they have in the other language."""
    other = next(one for one in LANGUAGES if one != language)
    file = instance / "instance.toml"
    text = file.read_text(encoding="utf-8")
    levels = [say("tables.template.levels", one).replace(";", '", "') for one in (language, other)]
    assert levels[0] in text
    file.write_text(text.replace(*levels), encoding="utf-8")


def answered(handoffs: Path, folder: Path, language: Language) -> Path:
    """One of the handoffs, as somebody has filled it in with what nobody understands."""
    with min(handoffs.glob("*.csv")).open(encoding="utf-8-sig", newline="") as file:
        head, *rows = list(csv.reader(file))
    names = ("handoff.status", "handoff.actual_cadre", "handoff.actual_date")
    places = [head.index(catalogue("headings")[name][language]) for name in names]
    for row, texts in zip(rows, (("?!", "", ""), ("", "99", "31/02/2026")), strict=False):
        for place, text in zip(places, texts, strict=True):
            row[place] = text
    with (folder / "ga.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return folder / "ga.csv"


def called_layout(language: Language) -> str:
    """The second of the layouts, without diacritics."""
    return unicodedata.normalize("NFD", say("help.layouts", language).split(";")[1])


def words_of_tables(folder: Path) -> Iterator[str]:
    """The words of the data of an instance, folded."""
    for file in folder.glob("*.csv"):
        with file.open(encoding="utf-8-sig", newline="") as rows:
            for row in list(csv.reader(rows))[1:]:
                yield from (fold(word) for cell in row for word in words_in(cell))
    yield from map(fold, words_in(read_instance(folder).instance.settings.name))


def test_nothing_that_a_command_says_or_writes_is_in_the_other_language(walked: Walk) -> None:
    folder = walked.folder / ID[walked.language]["folder"]
    data = frozenset(words_of_tables(folder))
    if walked.language == "en":  # there levels are called as the instance has them
        levels = read_instance(folder).instance.settings.levels
        data |= {fold(word) for level in levels for word in words_in(level)}
    assert len(walked.read) > 60
    found = {
        name: words
        for name, text in walked.read
        # What is filled in by a program stands between braces; visits have ids without meaning.
        if (words := foreign(without_ids(text), walked.language, data))
    }
    assert not found


def without_ids(text: str) -> str:
    """The text without marks of templates and ids of visits, which are written for the program."""
    return re.sub(r"\{[{%].*?[%}]\}|\b[a-z2-7]{12}\b", " ", text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CATALOGUES)
def test_no_sentence_has_a_word_of_the_other_language(name: str, language: Language) -> None:
    found = {
        key: words
        for key, sentences in catalogue(name).items()
        if not (name == "returns" and key.startswith(_AS_CLERKS_WRITE))
        and not key.startswith("template.")
        if (words := foreign(without_placeholders(sentences[language]), language))
    }
    assert not found


def commands() -> Iterator[tuple[str, ...]]:
    yield ()
    for name in COMMANDS:
        yield (name,)
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            yield from ((name, inner) for inner in command.commands)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", list(commands()), ids=" ".join)
def test_help_is_in_one_language(path: tuple[str, ...], language: Language) -> None:
    with mock.patch.dict(os.environ, {"SCHEDULER_LANG": language}):
        done = call(*path, "--help")
    assert done.code == 0
    assert done.out.startswith({"en": "Usage: ", "vi": "Cách dùng: "}[language])
    assert say("help.option.force", "en")[:15] not in done.out or language == "en"
    example = {"en": "Example:", "vi": "Ví dụ:"}[language]
    start, _, rest = done.out.partition(example)
    _, _, options = rest.partition("\n\n")  # an example is a command with files of somebody
    assert not foreign(start + options, language, COMMAND_WORDS)


COMMAND_WORDS = frozenset(fold(word) for path in commands() for word in path) | {"lang"}


WRONG = [
    (), ("frobnicate",), ("solv",), ("solve",), ("check",), ("solve", "x", "--out"),
    ("check", "x", "--frobnicate"), ("check", "x", "--start", "2026"), ("check", "x", "y"),
    ("check", "x", "--months", "many"), ("check", "x", "--months", "99"),
    ("solve", "x", "--out", "y", "--time-limit", "nan"),
    ("solve", "x", "--out", "y", "--seed", "q"),
    ("whatif", "x", "--out", "y", "--gap", "1"), ("whatif", "x", "--out", "y", "--gap", "0:60:0"),
    ("whatif", "x", "--out", "y", "--staffing", "0:10:0.001"), ("report", "x", "--from", "q"),
    ("report", "x", "--from", "2026-01", "--layout", "q"), ("ledger",), ("ledger", "close"),
    ("ledger", "close", "2026-05:2026-01", "--ledger", "x"), ("ledger", "answer", "q", "r"),
    ("generate", "x", "--out", "y", "--returns", "z"), ("ledger", "status"), ("check", "--json=1"),
    ("substitute", "x", "y", "--cadre", "z", "--date", "32/01/2026"), ("check", "nowhere"),
    ("solve", "nowhere", "--out", "x"), ("audit", "nowhere", "x"), ("record", "nowhere"),
]  # fmt: skip
"""Commands that nobody can follow."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_wrong_use_is_told_in_one_language(
    arguments: tuple[str, ...], language: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SCHEDULER_LANG", language)
    monkeypatch.delenv("SCHEDULER_LEDGER", raising=False)
    done = call(*arguments)
    assert done.code == 2
    given = {fold(word) for argument in arguments for word in words_in(argument)}
    assert not foreign(done.err, language, given | COMMAND_WORDS), done.err


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_words_that_are_kept_have_a_name_of_their_own_in_each_language(vocabulary: str) -> None:
    for language in LANGUAGES:
        names = [fold(sentences[language], plain=True)
                 for key, sentences in catalogue(vocabulary).items()
                 if "." not in key]  # fmt: skip
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("plain", [False, True])
def test_settings_are_read_in_every_language(tmp_path: Path, form: str, plain: bool) -> None:
    assert call("new", tmp_path / "x", "--lang", "en").code == 0
    wanted = read_instance(tmp_path / "x").digest
    text = (tmp_path / "x" / "instance.toml").read_text(encoding="utf-8")
    lines, section = [], ""
    for line in text.splitlines():
        key, equals, value = line.partition(" = ")
        if line.startswith("["):
            section = line.strip("[]")
            line = f'["{called("settings", section, "vi")}"]'
        elif equals and not line.startswith(" "):
            known = f"{section}.{key}" if section else key
            line = f'"{called("settings", known, "vi")}" = {value}'
        elif line.startswith("    {"):
            name = line.strip(" {},").partition(" ")[0]
            line = line.replace(name, f'"{called("objectives", name, "vi")}"')
        lines.append(line.replace('"prefer"', '"ưu tiên"'))
    said = unicodedata.normalize(form, "\n".join(lines))
    if plain:
        letters = unicodedata.normalize("NFD", said).replace("đ", "d")
        said = "".join(letter for letter in letters if not unicodedata.combining(letter))
    (tmp_path / "x" / "instance.toml").write_text(said, encoding="utf-8")
    assert read_instance(tmp_path / "x").digest == wanted


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ending", ["", ".xlsx"])
def test_what_is_written_in_one_language_is_the_same_instance(
    tmp_path: Path, language: Language, ending: str
) -> None:
    assert call("new", tmp_path / "x", "--lang", "vi").code == 0
    for name, text in EXTRA["vi"].items():
        (tmp_path / "x" / name).write_text(text, encoding="utf-8")
    source = read_instance(tmp_path / "x")
    write_instance(source.instance, tmp_path / f"y{ending}", language=language)
    assert read_instance(tmp_path / f"y{ending}").digest == source.digest


def test_levels_are_read_by_any_name_and_shown_by_their_own(tmp_path: Path) -> None:
    assert call("new", tmp_path / "x", "--lang", "vi").code == 0
    cadres = tmp_path / "x" / "cadres.csv"
    cadres.write_text(
        cadres.read_text(encoding="utf-8-sig").replace(",huyện,", ",district,")
        .replace(",xã,nong-dan", ",Xa,nong-dan"), encoding="utf-8",
    )  # fmt: skip
    instance = read_instance(tmp_path / "x").instance
    assert [cadre.tier for cadre in instance.cadres] == ["huyện", "xã", "xã"]
    assert [instance.settings.level_said(one, "en") for one in ("xã", "commune")] == [
        "xã",
        "commune",
    ]
    assert [instance.settings.level_said(one, "vi") for one in ("xã", "commune")] == ["xã", "xã"]
    toml = tmp_path / "x" / "instance.toml"
    text = toml.read_text(encoding="utf-8")
    names = 'level_names = ["Cụm", "Xóm Trên", "Xóm Dưới"]\n'
    toml.write_text(text.replace("timezone", names + "timezone"), encoding="utf-8")
    cadres.write_text(
        cadres.read_text(encoding="utf-8").replace("Xa,nong-dan", "xóm trên,nong-dan"),
        encoding="utf-8",
    )
    instance = read_instance(tmp_path / "x").instance
    assert [cadre.tier for cadre in instance.cadres] == ["huyện", "xã", "xã"]
    out = tmp_path / "out"
    assert call("solve", tmp_path / "x", "--out", out, "--lang", "en").code == 0
    with (out / "roster.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["tier"] for row in rows} <= {"Cụm", "Xóm Trên"}
    assert {"Cụm", "Xóm Trên", "Xóm Dưới"} <= rows[0].keys()
    assert call("audit", tmp_path / "x", out, "--lang", "vi").code == 0


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"), ({"LANG": "vi_VN.UTF-8"}, "vi"), ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "vi_VN.UTF-8", "LC_ALL": "C"}, "en"), ({"LC_MESSAGES": "vi"}, "vi"),
        ({"LANG": "vi_VN", "SCHEDULER_LANG": "en"}, "en"), ({"SCHEDULER_LANG": "vi"}, "vi"),
    ],
)  # fmt: skip
def test_the_language_is_the_one_asked_for_else_that_of_the_system(
    environment: dict[str, str], language: Language
) -> None:
    assert usual_language(environment) == language
    silent = dict.fromkeys(("SCHEDULER_LANG", "LC_ALL", "LC_MESSAGES", "LANG"), "")
    with mock.patch.dict(os.environ, silent | environment):
        assert call("check").err.startswith({"en": "Usage", "vi": "Cách"}[language])
        assert call("check", "--lang", "vi").err.startswith("Cách")
        assert call("--lang", "en", "check").err.startswith("Usage")


@pytest.mark.parametrize("key", [key for key in catalogue("causes") if key != "unknown"])
def test_causes_of_other_programs_are_told_in_vietnamese(key: str) -> None:
    text = re.sub(r"\{(\w+)\}", "7", catalogue("causes")[key]["en"])
    assert Cause(text).said("en") == text
    said = Cause(text).said("vi")
    assert said != say("causes.unknown", "vi") or "{cause}" in catalogue("causes")[key]["vi"]
    assert not foreign(said, "vi")
    assert Cause("the dog ate it").said("vi") == say("causes.unknown", "vi")


@pytest.mark.parametrize(
    "word", ["buổi", "sinh", "hoạt", "Quyết", "nghiêng", "giữ", "gìn", "khuỷu", "Trà", "Vinh"]
)
def test_vietnamese_words_are_known_by_their_shape(word: str) -> None:
    assert is_vietnamese(word)
    assert is_vietnamese(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize(
    "word", ["missed", "cadre", "gap", "roster", "the", "scenario", "accompany", "next"]
)
def test_english_words_are_found(word: str) -> None:
    assert foreign(f"mỗi {word} là một", "vi") == [word]
