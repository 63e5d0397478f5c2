"""From the bytes of a text file to its text, without ever guessing an encoding."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from scheduler.domain.faults import Fault, InputError

MAX_BYTES = 200_000_000
"""Largest text file that is read."""

_DISGUISES = (
    (b"PK\x03\x04", "ZIP, XLSX"),
    (b"\xd0\xcf\x11\xe0", "XLS"),
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "GZIP"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"SQLite format 3\x00", "SQLite"),
)
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<table", b"<?xml")
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
        context = {"reason": error.strerror or type(error).__name__}
        raise InputError([Fault("unreadable", context=context, place=path.name)]) from None


def real_kind(data: bytes) -> str:
    """What a file really is by its first bytes when it is no text, or ""."""
    for start, kind in _DISGUISES:
        if data.startswith(start):
            return kind
    return "HTML, XML" if data[:200].lstrip().lower().startswith(_MARKUP) else ""


def decode(data: bytes, file: str, encoding: str | None = None) -> str:
    """The text of a file: by its byte order mark, else in the given encoding, else in UTF-8.

    Raises :class:`InputError` for files that are no text, and for bytes not of that encoding.
    """
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
