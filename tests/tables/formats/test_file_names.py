"""Names of files, for ids of any kind."""

from __future__ import annotations

from scheduler.tables.formats.file_names import safe_name


def test_file_names_are_safe_on_every_system() -> None:
    taken: set[str] = set()
    names = [
        safe_name(area, taken)
        for area in (
            "842", "Càng Long", "../../etc/passwd", "CON", "nul.txt", "a/b", "a\\b", "c:d",
            ".hidden", "ends.", "A", "a", "x" * 200, "Ấp" * 90, "ភូមិ", " ",
        )
    ]  # fmt: skip
    assert names[:2] == ["842", "Càng Long"]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert not set(name) & set('/\\:*?"<>|')
        assert ".." not in name
        assert name.split(".")[0].casefold() not in ("con", "nul")
        assert name[0] != "."
        assert name[-1] not in ". "
        assert len(name.encode()) <= 240
