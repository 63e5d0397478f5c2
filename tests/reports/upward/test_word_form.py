"""The Word form: official layouts, an office's own template, and what a template may not do."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest

from scheduler.domain.faults import InputError
from scheduler.language import LANGUAGES, Language, say
from scheduler.reports.upward.figures import Figures, figures_of
from scheduler.reports.upward.form_template import LAYOUTS, Layout, template
from scheduler.reports.upward.period import Period
from scheduler.reports.upward.summary_table import titles
from scheduler.reports.upward.word_form import Letterhead, word_form
from tests.ledger.known import published
from tests.tiny import tiny


@pytest.fixture
def figures() -> Figures:
    problem = tiny()
    known = published(problem, ["an@w1@07-05"], answers=["an@w1@07-05 attended"])
    return figures_of(Period(problem, known))


def text_of(content: bytes) -> str:
    """All that the document says."""
    document = docx.Document(io.BytesIO(content))
    lines = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        lines += [cell.text for row in table.rows for cell in row.cells]
    return "\n".join(lines)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_mark_is_filled_in(figures: Figures, layout: Layout, language: Language) -> None:
    head = Letterhead(body="Ban Dân vận & Mặt trận <tỉnh>", signed_by='Lê Thị "Hồng"')
    content = word_form(figures, language, letterhead=head, layout=layout)
    text = text_of(content)
    assert "{{" not in text
    assert "{%" not in text
    assert "Ban Dân vận & Mặt trận <tỉnh>" in text
    assert 'Lê Thị "Hồng"' in text
    rows = docx.Document(io.BytesIO(content)).tables[1].rows
    assert len(rows) == 1 + 2 + 2 + 1, "headings, tiers, communes, total"
    assert content == word_form(figures, language, letterhead=head, layout=layout)
    assert ("CỘNG HÒA" in text) == (language == "vi" and layout == "state")
    assert ("ĐẢNG CỘNG SẢN" in text) == (language == "vi" and layout == "party")


@pytest.mark.parametrize("language", LANGUAGES)
def test_signs_of_mere_form_stand_there_by_body_alone(language: Language) -> None:
    answers = ["an@w1@07-05 attended", "em@w3@07-15 attended"]
    problem = tiny()
    known = published(problem, ["an@w1@07-05", "em@w3@07-15"], answers=answers)
    told = figures_of(Period(problem, known))
    document = docx.Document(io.BytesIO(word_form(told, language)))
    table = document.tables[4]
    rows = [[cell.text for cell in row.cells] for row in table.rows][1:]
    women = problem.organizations["w"].name
    share = "100,0 %" if language == "vi" else "100.0 %"
    names = [problem.territory[area].name for area in ("c1", "c2")]
    assert rows == [["commune", women, name, "1", "1", share] for name in names]
    words = set(re.findall(r"\w+", text_of(word_form(told, language))))
    people = {word for one in ("an", "em") for word in (one, problem.cadres[one].name)}
    assert not words & people


def test_no_annex_of_mere_form_where_there_is_none() -> None:
    known = published(tiny(), ["an@w1@07-05"], answers=["an@w1@07-05 missed"])
    document = docx.Document(io.BytesIO(word_form(figures_of(Period(tiny(), known)), "en")))
    assert len(document.tables) == 4, "head, summary, signatures, organizations"


def test_a_template_cannot_print_mere_form_by_person(figures: Figures) -> None:
    edited = own(lambda d: d.add_paragraph("{{ report.people[0].mere_form }}"))
    with pytest.raises(InputError, match=r"m\.docx"):
        word_form(figures, "en", own=("m.docx", edited))


def own(change: Any) -> bytes:
    """A template that an office has edited."""
    document = docx.Document(io.BytesIO(template("vi", "state")))
    change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_an_office_s_own_template(figures: Figures) -> None:
    edited = own(lambda d: d.add_paragraph("Tổng số: {{ report.counts[0].planned }} lượt"))
    assert "Tổng số: 1 lượt" in text_of(word_form(figures, "vi", own=("m.docx", edited)))


@pytest.mark.parametrize(
    "mark",
    [
        "{{ no_such_name }}", "{{ report.counts[0].nothing }}", "{% for %}", "{{ 1 +",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ sentences.append('x') }}{{ 1/0 }}",
    ],
)  # fmt: skip
def test_what_a_template_may_not_say_is_told(figures: Figures, mark: str) -> None:
    edited = own(lambda d: d.add_paragraph(mark))
    with pytest.raises(InputError, match=r"m\.docx"):
        word_form(figures, "en", own=("m.docx", edited))


def test_what_is_no_word_document_is_told(figures: Figures) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("a.txt", "b")
    for content in (b"", b"no document", archive.getvalue()):
        with pytest.raises(InputError, match=r"m\.docx"):
            word_form(figures, "en", own=("m.docx", content))


@pytest.mark.skipif(not shutil.which("soffice") or not shutil.which("pdftotext"),
                    reason="LibreOffice or pdftotext is not installed")  # fmt: skip
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_it_is_one_page_and_the_heading_one_line(
    figures: Figures, layout: Layout, language: Language, tmp_path: Path
) -> None:
    (tmp_path / "form.docx").write_bytes(word_form(figures, language, layout=layout))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "form.docx"],
        check=True, capture_output=True,
    )  # fmt: skip
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "form.pdf", "-"], check=True, capture_output=True
    ).stdout.decode()
    first, *annex = text.split("\f")
    assert say("upward.signed_by", language).upper() in first, "what is signed is one page"
    assert len(annex) == 2, "a page of annexes, and nothing behind it"
    assert say("upward.annexes", language) in annex[0]
    words = {word for title in titles(language) for word in title.split()}
    assert words <= set(text.split()), "no word of a heading is broken"
    if language == "en":
        return
    heading = {"state": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "party": "ĐẢNG CỘNG SẢN VIỆT NAM"}
    assert any(heading[layout] in line for line in text.splitlines())


def repacked(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The document with each of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "sign"),
    [
        (".docm", b"application/vnd.ms-word.document.macroEnabled.main+xml"),
        (".dotm", b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml"),
        (
            ".dotx",
            b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
        ),
    ],
)
def test_another_kind_of_word_file_is_named(figures: Figures, kind: str, sign: bytes) -> None:
    own = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    content = repacked(template("vi", "state"), lambda _, part: part.replace(own, sign))
    with pytest.raises(InputError) as told:
        word_form(figures, "vi", own=("mẫu.docx", content))
    (line,) = told.value.lines("vi")
    assert f"tệp này là {kind}" in line
    assert "BytesIO" not in line


@pytest.mark.parametrize("part", ["word/document.xml", "[Content_Types].xml", "_rels/.rels"])
def test_a_damaged_word_document_is_told(figures: Figures, part: str) -> None:
    whole = template("vi", "state")
    cut = repacked(whole, lambda name, text: text[: len(text) // 2] if name == part else text)
    for content in (cut, whole[: len(whole) // 2], whole[:2000] + b"!" * 2000 + whole[4000:]):
        with pytest.raises(InputError, match=r"m\.docx"):
            word_form(figures, "en", own=("m.docx", content))
