"""From the bytes of a text file to its text, without ever guessing an encoding."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from scheduler.domain.faults import Fault, InputError
from scheduler.language.system import reason_of
from scheduler.tables.formats.file_kinds import foreign_kind, is_workbook, real_kind

MAX_BYTES = 200_000_000
"""Largest text file that is read."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LINE_END = re.compile(rb"\r\n|\r|\n")


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The content of a file; :class:`InputError` when it cannot be read or is larger than limit."""
    try:
        if path.stat().st_size > limit:
            megabytes = {"limit": limit // 1_000_000}
            raise InputError([Fault("file_size", context=megabytes, place=path.name)])
        return path.read_bytes()
    except OSError as error:
        context = {"reason": reason_of(error)}
        raise InputError([Fault("unreadable", context=context, place=path.name)]) from None


def foreign_fault(path: Path) -> Fault | None:
    """The fault of a workbook that is not opened here, or has another ending; None of others.

    It names the kind and the way out, whatever the file is called. Raises :class:`InputError` if
    the file cannot be read.
    """
    data = read_bytes(path) if path.is_file() else b""
    kind = foreign_kind(data) or ("workbook_ending" if is_workbook(data) else "")
    return Fault(kind, place=path.name) if kind else None


def decode(data: bytes, file: str, encoding: str | None = None) -> str:
    """The text of a file: by its byte order mark, else in the given encoding, else in UTF-8.

    Raises :class:`InputError` for files that are no text, and for bytes not of that encoding.
    """
    if foreign := foreign_kind(data):
        raise _refusal(Fault(foreign, place=file))
    if is_workbook(data):
        raise _refusal(Fault("workbook_as_text", place=file))
    if kind := real_kind(data):
        raise _refusal(Fault("disguised", value=kind, place=file))
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return _decode(data, file, marked).lstrip("\ufeff")
    start = data[:4000]
    if start.count(0) * 4 > len(start):
        raise _refusal(Fault("no_mark", place=f"{file}:1"))
    return _decode(data, file, encoding or "utf-8")


def _decode(data: bytes, file: str, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = len(_LINE_END.findall(data[: error.start])) + 1
        found = " ".join(f"{byte:02X}" for byte in data[error.start : error.start + 4])
        context = {"encoding": encoding.upper(), "byte": error.start}
        raise _refusal(
            Fault("encoding", value=found, context=context, place=f"{file}:{line}")
        ) from None
    except (LookupError, UnicodeError):
        raise _refusal(Fault("encoding_name", value=encoding, place=file)) from None


def _refusal(fault: Fault) -> InputError:
    return InputError([fault])
