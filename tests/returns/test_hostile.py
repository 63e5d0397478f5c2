"""Files that cannot be read whole are refused in words, whatever they hold."""

from __future__ import annotations

import io
import random
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from scheduler.domain.faults import InputError, describe
from scheduler.language import LANGUAGES
from scheduler.returns.reading import read_return
from tests.returns.small import csv_file, filled, grid, judged, ods_file, xls_file, xlsx_file

CELLS = grid([filled(0, status="x"), filled(1, status="vắng")])
XLSX, XLS, ODS = (
    make({"T7": CELLS}) for make in (xlsx_file, xls_file, ods_file)
)  # fmt: skip
CASES = Path(__file__).parents[1] / "cases"


def refused(content: bytes, name: str = "a.xlsx") -> list[str]:
    with pytest.raises(InputError) as error:
        judged(content, name=name)
    for language in LANGUAGES:
        assert all(describe(fault, language) for fault in error.value.faults)
    return [fault.kind for fault in error.value.faults]


def with_member(content: bytes, name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.namelist():
            new.writestr(member, data if member == name else old.read(member))
    return out.getvalue()


def test_empty() -> None:
    assert refused(b"") == ["returns.no_return"]
    assert refused(b"\xef\xbb\xbf", "a.csv") == ["returns.no_return"]


def test_password() -> None:
    content = (CASES / "xl-password" / "08-password.xlsx").read_bytes()
    assert refused(content) == ["password"]


@pytest.mark.parametrize("content", [XLSX, XLS, ODS], ids=["xlsx", "xls", "ods"])
def test_truncated(content: bytes) -> None:
    for part in (0.3, 0.6, 0.9, 0.99):
        kinds = refused(content[: int(len(content) * part)], "a.bin")
        assert set(kinds) <= {"broken_workbook", "unreadable_workbook", "no_workbook",
                              "returns.no_return", "disguised"}  # fmt: skip


@pytest.mark.parametrize("content", [XLSX, XLS, ODS], ids=["xlsx", "xls", "ods"])
def test_damaged(content: bytes) -> None:
    """Bytes that were changed anywhere: read or refused, never anything else."""
    chance = random.Random(15)
    for _ in range(12):
        damaged = bytearray(content)
        for _ in range(20):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with suppress(InputError):
            read_return("a.bin", bytes(damaged))


def test_a_cell_at_the_far_end() -> None:
    cells = [*CELLS]
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(xlsx_file({"T7": cells})))
    sheet = book.active
    assert sheet is not None
    sheet["XFD1048576"] = "x"
    data = io.BytesIO()
    book.save(data)
    assert refused(data.getvalue()) == ["stray_cell"]


def test_a_sheet_that_is_repeated_without_end() -> None:
    row = (b'<table:table-row table:number-rows-repeated="1048570"><table:table-cell '
           b'table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
           b"</table:table-row></table:table>")  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(ODS)) as archive:
        content = archive.read("content.xml")
    bomb = with_member(ODS, "content.xml", content.replace(b"</table:table>", row))
    assert refused(bomb, "a.ods")[0] in ("unreadable_workbook", "stray_cell")


@pytest.mark.parametrize("content", [XLSX, ODS], ids=["xlsx", "ods"])
def test_a_bomb(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = next(n for n in archive.namelist() if n.endswith((".xml",)))
    assert refused(with_member(content, name, b" " * 300_000_000)) == ["unpacked_size"]


def test_quotes_that_do_not_close() -> None:
    content = csv_file(CELLS) + b'"open;\r\n'
    assert refused(content, "a.csv") == ["quote_open"]


def test_other_files() -> None:
    assert refused(b"%PDF-1.4", "a.pdf") == ["disguised"]
    assert refused(b"BEGIN:VCALENDAR\r\n", "a.ics") == ["other_file"]
    assert refused(b"\x00\x01\x02" * 100, "a.csv") in (["no_mark"], ["returns.no_return"])
    assert refused(bytes(range(128, 256)) * 9, "a.csv") == ["encoding"]
