"""Workbooks saved as "Strict Open XML": the same parts under other names.

ISO/IEC 29500 gives its strict form namespaces and relationship types of its own, which openpyxl
does not know: it would find no sheets. The names are put into those of the usual form; dates, which
the strict form may write as text, openpyxl reads by itself.
"""

from __future__ import annotations

import io
import re
import zipfile

_STRICT = b"http://purl.oclc.org/ooxml/"
_ROOT = 2_000
"""Bytes of a part within which its root names its namespace."""
# Only where a name is given, as the value of an attribute: text in cells stays as it is.
_NAME = re.compile(rb"""(=\s*["'])http://purl\.oclc\.org/ooxml/(\w+)/(\w+)""")
_RENAMED = {
    b"customProperties": b"custom-properties", b"extendedProperties": b"extended-properties",
}  # fmt: skip


def usual_form(data: bytes) -> bytes:
    """The workbook in the usual form ("transitional"); the same bytes if it is in that already.

    The archive must be sound, and small enough unpacked, as
    :func:`scheduler.tables.formats.workbook_guard.check_archive` sees to.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [m for m in archive.infolist() if m.filename.endswith((".xml", ".rels"))]
        if not any(_is_strict(archive, part) for part in parts):
            return data
        renamed = io.BytesIO()
        with zipfile.ZipFile(renamed, "w") as usual:
            for part in parts:
                usual.writestr(part.filename, _NAME.sub(_usual_name, archive.read(part)))
    return renamed.getvalue()


def _is_strict(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with archive.open(part) as content:
        return _STRICT in content.read(_ROOT)


def _usual_name(found: re.Match[bytes]) -> bytes:
    quote, family, name = found.groups()
    usual = _RENAMED.get(name, name)
    return quote + b"http://schemas.openxmlformats.org/" + family + b"/2006/" + usual
