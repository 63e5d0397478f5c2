"""What a file really is by its first bytes, whatever its name says.

Old Excel workbooks and encrypted new ones are both containers of streams (Compound File Binary,
MS-CFB) with a directory of names; new workbooks and those of other programs are ZIP archives.
"""

from __future__ import annotations

import io
import zipfile

_CONTAINER = b"\xd0\xcf\x11\xe0"
_ARCHIVE = b"PK\x03\x04"
_DISGUISES = (
    (_ARCHIVE, "ZIP, XLSX"),
    (_CONTAINER, "XLS"),
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "GZIP"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"SQLite format 3\x00", "SQLite"),
)
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<table", b"<?xml")
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."
# How the stream of an old workbook begins (MS-XLS 2.4.21), and the record of a password in it.
_FIRST_RECORDS = (b"\x09\x08\x10\x00\x00\x06\x05\x00", b"\x09\x08\x08\x00\x00\x05\x05\x00")
_WRITE_PROTECTED, _FILE_PASSWORD = 0x86, 0x2F


def real_kind(data: bytes) -> str:
    """What a file really is by its first bytes when it is no text, or ""."""
    for start, kind in _DISGUISES:
        if data.startswith(start):
            return kind
    return "HTML, XML" if data[:200].lstrip().lower().startswith(_MARKUP) else ""


def foreign_kind(data: bytes) -> str:
    """The kind of fault of a workbook that this program does not open, or "".

    ``password``, ``old_workbook`` (.xls), ``binary_workbook`` (.xlsb), ``open_document`` (.ods),
    ``apple_numbers``; no other file has one.
    """
    if data.startswith(_CONTAINER):
        return _container_kind(data)
    return _archive_kind(data) if data.startswith(_ARCHIVE) else ""


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are those of a new Excel workbook, by the names in its archive."""
    return data.startswith(_ARCHIVE) and "xl/workbook.xml" in _members(data)


def _container_kind(data: bytes) -> str:
    if _has_stream(data, "EncryptedPackage"):
        return "password"
    if _has_stream(data, "Workbook") or _has_stream(data, "Book"):
        return "password" if _old_password(data) else "old_workbook"
    return ""


def _has_stream(data: bytes, name: str) -> bool:
    letters = name.encode("utf-16-le")
    length = (len(letters) + 2).to_bytes(2, "little")
    return letters.ljust(64, b"\0") + length in data


def _old_password(data: bytes) -> bool:
    """Whether the first records of an old workbook say that the others are encrypted."""
    for first in _FIRST_RECORDS:
        at = data.find(first)
        while at >= 0:
            size = int.from_bytes(data[at + 2 : at + 4], "little")
            at += 4 + size
            record = int.from_bytes(data[at : at + 2], "little")
            if record == _FILE_PASSWORD:
                return True
            if record != _WRITE_PROTECTED:
                break
    return False


def _archive_kind(data: bytes) -> str:
    members = _members(data)
    if members.get("mimetype", b"").startswith(_OPEN_DOCUMENT):
        manifest = members.get("META-INF/manifest.xml", b"")
        return "password" if b"encryption-data" in manifest else "open_document"
    if "xl/workbook.bin" in members:
        return "binary_workbook"
    return "apple_numbers" if any(name.endswith(".iwa") for name in members) else ""


def _members(data: bytes) -> dict[str, bytes]:
    """The names in an archive, with the content of those that tell its kind; none of a broken one.

    What tells a kind is short: of anything longer than a megabyte only the name counts.
    """
    telling = ("mimetype", "META-INF/manifest.xml")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {
                member.filename: archive.read(member)
                if member.filename in telling and member.file_size < 1_000_000
                else b""
                for member in archive.infolist()
            }
    except Exception:  # zipfile raises a dozen kinds of error for broken or encrypted archives
        return {}
