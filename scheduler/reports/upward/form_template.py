"""The Word template of a report: the official layouts, made here, for an office to edit in Word.

Sizes follow Nghị định 30/2020/NĐ-CP (bodies of the state) and Hướng dẫn 36-HD/VPTW (bodies of the
Party); they change from time to time, so they stand together in :class:`Sizes`.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from scheduler.language import Language, say
from scheduler.reports.upward.summary_table import SUMMARY

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

Layout = Literal["state", "party"]
LAYOUTS: tuple[Layout, ...] = ("state", "party")


@dataclass(frozen=True)
class Sizes:
    """Sizes of a layout: letters in points, lengths in millimetres."""

    text: int = 14
    head: int = 13
    heading: int = 12
    """Of the line above all: the country's name, the Party's."""
    table: int = 10
    table_heading: int = 8
    """The longest word of a heading fits in a column."""
    left: int = 30
    right: int = 15
    top: int = 20
    bottom: int = 20

    @property
    def width(self) -> int:
        """Of the text on an A4 page."""
        return 210 - self.left - self.right


SIZES = Sizes()
FONT = "Times New Roman"


def template(language: Language, layout: Layout, sizes: Sizes = SIZES) -> bytes:
    """The template as the bytes of a .docx; what stands in double braces is filled in."""
    import docx
    from docx.shared import Mm, Pt

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(sizes.left), Mm(sizes.right)
    section.top_margin, section.bottom_margin = Mm(sizes.top), Mm(sizes.bottom)
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(sizes.text)
    style.element.rPr.rFonts.set(_EAST_ASIA, FONT)
    style.paragraph_format.space_after = Pt(4)
    _head(document, language, layout, sizes)
    _line(document, say("upward.form_kind", language), bold=True, centred=True)
    _line(document, "{{ title }}", bold=True, centred=True)
    _line(document, "{%p for sentence in sentences %}")
    _line(document, "{{ sentence }}")
    _line(document, "{%p endfor %}")
    _summary(document, language, sizes, "rows")
    _foot(document, language, sizes)
    _annex(document, language, sizes)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


_EAST_ASIA = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}eastAsia"


def _head(document: Document, language: Language, layout: Layout, sizes: Sizes) -> None:
    """Who writes, and under what; number, place and date."""
    narrow = 68
    left, right = _columns(document, (narrow, sizes.width - narrow))
    said = [say(f"upward.form_{layout}_{name}", language) for name in ("above", "motto")]
    _put(left, "{{ body_above }}", sizes.head)
    _put(left, "{{ body }}", sizes.head, bold=True)
    if layout == "party":
        _put(left, "*", sizes.head)
    _put(left, say("upward.form_number", language), sizes.head)
    _put(right, said[0], sizes.heading, bold=True)
    if said[1] != "–":
        _put(right, said[1], sizes.head, bold=True, underlined=True)
    _put(right, say("upward.form_place", language), sizes.head, italic=True)


SILENT = ("tier", "organization", "area", "made", "silent", "share")
"""Columns of the table of bodies of whose visits nothing is told."""
_TABLE_WORDS = ("kind_tier", "kind_organization", "kind_area", "column_made", "column_silent",
                "column_share")  # fmt: skip


def _summary(document: Document, language: Language, sizes: Sizes, rows: str) -> None:
    """A table with a row for each of those rows, whose cells are called like the figures."""
    first = 32
    rest = (sizes.width - first) / len(SUMMARY)
    titles = ["by", *(f"column_{name}" for name in SUMMARY)]
    names = ("name", *SUMMARY)
    _table(document, language, sizes, rows, titles, names, (first, *(rest for _ in SUMMARY)))


def _annex(document: Document, language: Language, sizes: Sizes) -> None:
    """On a sheet of its own: the organisations, and of whose visits nothing is told."""
    heading = _line(document, say("upward.annexes", language), bold=True, centred=True)
    heading.paragraph_format.page_break_before = True
    _line(document, say("upward.annex_organizations", language), bold=True)
    _summary(document, language, sizes, "organizations")
    _line(document, "{%p if silent.rows %}")
    _line(document, say("upward.annex_silent", language), bold=True)
    _line(document, "{{ silent.meaning }} {{ silent.more }}")
    narrow, name = 20, 40
    widths = (narrow, sizes.width - 4 * narrow - name, name, narrow, narrow, narrow)
    _table(document, language, sizes, "silent.rows", _TABLE_WORDS, SILENT, widths)
    _line(document, "{%p endif %}")


def _table(
    document: Document,
    language: Language,
    sizes: Sizes,
    rows: str,
    titles: Sequence[str],
    names: Sequence[str],
    widths: Sequence[float],
) -> None:
    """A table with a row for each of ``rows``; its headings stand on every page that it takes."""
    table = document.add_table(rows=4, cols=len(widths))
    table.style = "Table Grid"
    _set_widths(table, widths)
    _narrow(table)
    for place, (title, name) in enumerate(zip(titles, names, strict=True)):
        is_text = place == 0 or name in ("organization", "area")
        _put(table.cell(0, place), say(f"upward.{title}", language), sizes.table_heading, bold=True)
        _put(table.cell(2, place), f"{{{{ row.{name} }}}}", sizes.table, centred=not is_text)
    _put(table.cell(1, 0), f"{{%tr for row in {rows} %}}", sizes.table)
    _put(table.cell(3, 0), "{%tr endfor %}", sizes.table)
    _mark(table.rows[0], "w:tblHeader")
    _mark(table.rows[2], "w:cantSplit")
    if rows == "rows":  # it keeps to what is signed below it
        for cell in (*table.rows[0].cells, *table.rows[2].cells):
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _narrow(table: Table) -> None:
    """Leave half a millimetre between letters and lines, so that words fit."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls
    from docx.shared import Mm

    width = Mm(0.5).twips
    sides = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side in ("left", "right"))
    _element(table.rows[0]).getparent().tblPr.append(
        parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>")
    )


def _mark(row: Any, name: str) -> None:
    """Give a row a property that is either there or not."""
    from docx.oxml.ns import qn

    element = _element(row)
    element.get_or_add_trPr().append(element.makeelement(qn(name)))


def _element(row: Any) -> Any:
    """What stands for a row in the document's XML."""
    paragraph = row.cells[0].paragraphs[0].paragraph_format.element
    return paragraph.getparent().getparent()


def _foot(document: Document, language: Language, sizes: Sizes) -> None:
    """To whom it goes, and who signs: on the page of the table, never alone."""
    from docx.shared import Pt

    gap = _line(document, "")
    gap.paragraph_format.keep_with_next = True
    gap.paragraph_format.space_after, gap.paragraph_format.line_spacing = Pt(0), Pt(2)
    half = sizes.width / 2
    left, right = _columns(document, (half, half))
    left.paragraphs[0].paragraph_format.space_before = Pt(12)
    right.paragraphs[0].paragraph_format.space_before = Pt(12)
    _put(left, say("upward.form_recipients", language), 12, bold=True, italic=True, centred=False)
    _put(left, "{{ recipients }}", 11, centred=False)
    _put(right, "{{ signed_as }}", sizes.text, bold=True)
    _put(right, say("upward.sign_here", language), sizes.head, italic=True)
    for _ in range(3):
        _put(right, "", sizes.text)
    _put(right, "{{ signed_by }}", sizes.text, bold=True)


def _columns(document: Document, widths: Sequence[float]) -> tuple[Any, ...]:
    """A row of cells without lines."""
    table = document.add_table(rows=1, cols=len(widths))
    _set_widths(table, widths)
    _mark(table.rows[0], "w:cantSplit")
    return tuple(table.rows[0].cells)


def _set_widths(table: Table, widths: Sequence[float]) -> None:
    """Word goes by the cells' widths, LibreOffice by the columns'; neither may fit them itself."""
    from docx.shared import Mm

    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _line(document: Document, text: str, *, bold: bool = False, centred: bool = False) -> Paragraph:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.JUSTIFY
    if bold and not centred:  # the title of a table
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_before = Pt(12)
    paragraph.add_run(text).bold = bold
    return paragraph


def _put(
    cell: Any,
    text: str,
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    underlined: bool = False,
    centred: bool = True,
) -> None:
    """A line in a cell; the first takes the empty one that each cell has."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    first = cell.paragraphs[0]
    paragraph = first if len(cell.paragraphs) == 1 and not first.runs else cell.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(text)
    run.bold, run.italic, run.underline, run.font.size = bold, italic, underlined, Pt(size)
