"""Whatever the bytes: an instance is read, or every fault is told; never another exception."""

from __future__ import annotations

import json
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scheduler.domain.faults import describe
from scheduler.language import LANGUAGES
from scheduler.tables.starter import write_starter
from tests.tables.small import FILES, faults_of, write_small

fuzz = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read_or_tell(path: Path) -> None:
    """Reads; or fails with faults that have a sentence in every language."""
    for fault in faults_of(path):
        assert fault.place
        assert all(describe(fault, language).isprintable() for language in LANGUAGES)


def _template(name: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        write_starter(Path(folder) / name, "vi")
        return (Path(folder) / name).read_bytes()


BOOK, JSON = _template("book.xlsx"), _template("file.json")
SNIPPETS = st.sampled_from(
    [b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b",", b";", b"\n", b"\r", b"=", b"'", b"nan",
     b"1e999", b"[", b"{", b"}", b"<", b"\xe2\x80\x8b", b"2015-02-30", b"-1", b"9" * 400,
     b"\\u0000", b"null", b"true"]
) | st.binary(max_size=12)  # fmt: skip
CHANGES = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 20), SNIPPETS), min_size=1, max_size=4)


def changed(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """The bytes with some stretches replaced."""
    for where, length, snippet in changes:
        at = int(where * len(data))
        data = data[:at] + snippet + data[at + length :]
    return data


@fuzz
@given(
    name=st.sampled_from([*FILES, "leave.csv", "history.csv", "pins.csv"]),
    data=st.binary(max_size=300),
)
def test_any_bytes_in_a_folder(name: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        read_or_tell(write_small(Path(folder) / "small", {name: data}))


@settings(fuzz, max_examples=300)
@given(name=st.sampled_from(list(FILES)), changes=CHANGES)
@example(name="areas.csv", changes=[(0.0, 2, b"")])
def test_changed_bytes_in_a_folder(name: str, changes: list[tuple[float, int, bytes]]) -> None:
    data = changed(FILES[name].encode(), changes)
    with tempfile.TemporaryDirectory() as folder:
        read_or_tell(write_small(Path(folder) / "small", {name: data}))


@fuzz
@given(text=st.text(max_size=300), name=st.sampled_from(list(FILES)))
def test_any_text_in_a_folder(text: str, name: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    with tempfile.TemporaryDirectory() as folder:
        read_or_tell(write_small(Path(folder) / "small", {name: data}))


@settings(fuzz, max_examples=300)
@given(changes=CHANGES)
def test_changed_json(changes: list[tuple[float, int, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.json"
        path.write_bytes(changed(JSON, changes))
        read_or_tell(path)


@fuzz
@given(changes=CHANGES)
def test_changed_workbook_bytes(changes: list[tuple[float, int, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        path.write_bytes(changed(BOOK, changes))
        read_or_tell(path)


@fuzz
@given(part=st.floats(0, 0.999), changes=CHANGES)
def test_changed_workbook_parts(part: float, changes: list[tuple[float, int, bytes]]) -> None:
    with zipfile.ZipFile(BytesIO(BOOK)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = sorted(parts)[int(part * len(parts))]
    parts[name] = changed(parts[name], changes)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            for member, data in parts.items():
                archive.writestr(member, data)
        read_or_tell(path)


CELLS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10)
    | st.lists(st.integers() | st.text(max_size=5), max_size=3) | st.just({})
)  # fmt: skip
MEMBERS = (
    "id", "name", "level", "areas", "from", "start", "months", "levels", "rules", "objectives",
    "holidays", "timezone", "decision", "month",
)  # fmt: skip


@fuzz
@given(
    table=st.sampled_from(["cadres", "areas", "instance", "pins"]),
    cells=st.dictionaries(st.sampled_from(MEMBERS), CELLS),
)
def test_any_json_values(table: str, cells: dict[str, object]) -> None:
    data = json.loads(JSON)
    if table == "instance":
        data[table].update(cells)
    else:
        data.setdefault(table, []).append(cells)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.json"
        path.write_text(json.dumps(data), encoding="utf-8")
        read_or_tell(path)
