"""Looks through a workbook before it is opened: is it an archive that can be trusted?

A workbook is a ZIP archive of XML. Archives that unpack to a multiple of what a planner's workbook
can hold, document types (which declare entities), and members that stand twice are refused.
"""

from __future__ import annotations

import io
import zipfile
from xml.parsers import expat

from scheduler.domain.faults import Fault, InputError

MAX_UNPACKED = 200_000_000
"""Largest sum of the unpacked members, in bytes."""
MAX_RATIO = 200
"""Largest ratio of unpacked to packed, for members above a megabyte."""

_ENCRYPTED = 0x1
"""The flag of a member that can be read with a password only."""


class _Doctype(Exception):
    pass


def check_archive(data: bytes, file: str) -> None:
    """Raises :class:`InputError` unless the bytes are a sound archive of harmless XML."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_members(archive, file)
            for member in archive.infolist():
                if member.filename.endswith((".xml", ".rels")):
                    parse_xml(archive.read(member), expat.ParserCreate())
    except _Doctype:
        raise InputError([Fault("doctype", place=file)]) from None
    except InputError:
        raise
    except Exception:  # zipfile raises a dozen kinds of error for broken or encrypted archives
        raise InputError([Fault("broken_workbook", place=file)]) from None


def _check_members(archive: zipfile.ZipFile, file: str) -> None:
    members = archive.infolist()
    names = [member.filename for member in members]
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise InputError([Fault("password", place=file)])
    faults = [
        Fault("member_twice", value=name, place=file)
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    unpacked = sum(member.file_size for member in members)
    if unpacked > MAX_UNPACKED or any(_too_dense(member) for member in members):
        context = {"limit": MAX_UNPACKED // 1_000_000}
        faults.append(Fault("unpacked_size", context=context, place=file))
    if faults:
        raise InputError(faults)


def _too_dense(member: zipfile.ZipInfo) -> bool:
    return member.file_size > max(1_000_000, MAX_RATIO * member.compress_size)


def parse_xml(xml: bytes, parser: expat.XMLParserType) -> None:
    """Runs the parser over a part; no document type may stand in it."""

    def refuse(*_: object) -> None:
        raise _Doctype

    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(xml, True)
