"""Pictures: no text lies on another or leaves its picture, and the bytes are the same again."""

from __future__ import annotations

import importlib.util
import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import matplotlib as mpl
import pytest
from markupsafe import Markup
from PIL import Image, ImageFont

from scheduler.answers.replan import ChangeKind
from scheduler.answers.whatif import WhatIf, what_if
from scheduler.domain.edit import Edit, Remove
from scheduler.edits.scenario import Scenario
from scheduler.language import LANGUAGES, Language
from scheduler.reports.comparison_page import comparison_pages
from scheduler.reports.heat import HeatRow
from scheduler.reports.pictures.changes import changes_picture
from scheduler.reports.pictures.comparison import comparison_picture, picture_on_page
from scheduler.reports.pictures.map import Dot, place_map
from scheduler.reports.pictures.png import can_render, png_of
from scheduler.reports.pictures.rotation import bars, heatmap, stairs
from scheduler.reports.pictures.svg import BROAD, NARROW, SIZE, Layout, fitted, hatching, width_of
from scheduler.results.trace import TraceRow
from tests.tiny import pin, tiny

DEJAVU = Path(mpl.get_data_path()) / "fonts/ttf/DejaVuSans.ttf"
BOLD = DEJAVU.with_name("DejaVuSans-Bold.ttf")
LONG = "Ban Chấp hành Hội Liên hiệp Phụ nữ xã Nhị Trường, huyện Cầu Ngang <& MWMWMWMW>"
SVG = "{http://www.w3.org/2000/svg}"

Box = tuple[float, float, float, float]


def boxes(picture: str) -> Iterator[tuple[str, Box]]:
    """Each text of a picture, and the rectangle that it takes up in the broadest usual font."""
    yield from _boxes(ET.fromstring(picture), 0.0, 0.0)


def _boxes(node: Any, x: float, y: float) -> Iterator[tuple[str, Box]]:
    if moved := node.get("transform"):
        across, down = moved.removeprefix("translate(").removesuffix(")").split()
        x, y = x + float(across), y + float(down)
    if node.tag == f"{SVG}text":
        title = node.find(f"{SVG}title")
        text = (node.text or "") + ((title.tail or "") if title is not None else "")
        heavy = node.get("font-weight") == "bold"
        font = ImageFont.truetype(str(BOLD if heavy else DEJAVU), SIZE)
        width = font.getlength(text)
        share = {"start": 0.0, "middle": 0.5, "end": 1.0}[node.get("text-anchor")]
        left, line = x + float(node.get("x")) - share * width, y + float(node.get("y"))
        yield text, (left, line - 0.75 * SIZE, left + width, line + 0.2 * SIZE)
    for child in node:
        yield from _boxes(child, x, y)


def assert_readable(picture: Markup) -> list[str]:
    """No text touches another, and none leaves the picture; its texts."""
    found = list(boxes(picture))
    root = ET.fromstring(picture)
    for text, (left, top, right, bottom) in found:
        assert -0.5 <= left < right <= float(root.get("width", 0)) + 0.5, text
        assert 0 <= top < bottom <= float(root.get("height", 0)), text
    for (one, a), (other, b) in combinations(found, 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, (one, other)
    return [text for text, _ in found]


@pytest.fixture(scope="module")
def study() -> WhatIf:
    """Some scenarios with long names, one of which has no roster."""
    problem = tiny({"gap_months": 3}, pins=(pin("an", "w1", "require", "07-05"),))
    asked = [
        Scenario(name=LONG, edit=(Edit(rules={"gap_months": 2}),)),
        Scenario(name="0", edit=(Edit(rules={"initial_age_months": 500}),)),
        Scenario(name="nobody", edit=(Edit(remove=Remove(table="cadres", where={"id": "an"})),)),
    ]
    return what_if(problem, asked, workers=1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_scenarios_side_by_side(study: WhatIf, language: Language) -> None:
    for layout in (BROAD, NARROW):
        picture = comparison_picture(study, language, layout)
        texts = assert_readable(picture)
        assert {"en": "better ▶", "vi": "tốt lên ▶"}[language] in texts
        assert layout.is_narrow == any(
            text.startswith("Ban Chấp hành") and text.endswith("…") for text in texts
        )
        assert picture.count("<title>") == sum(text.endswith("…") for text in texts)
        assert "&lt;&amp; MW" in picture
        assert comparison_picture(study, language, layout) == picture
        assert picture_on_page(study, language, layout).count("<svg") == 1 + len(study.outcomes)


def test_a_heatmap_with_long_names() -> None:
    rows = [HeatRow(str(n), f"{LONG} {n}", (0.0, 3.5, 12.0) * 12) for n in range(8)]
    for months in (["2015-07"], [f"{2015 + n // 12}-{n % 12 + 1:02}" for n in range(36)]):
        own = [HeatRow(row.area, row.name, row.ages[: len(months)]) for row in rows]
        texts = assert_readable(heatmap(months, own, 12.0, "12 months"))
        assert months[0] in texts


@pytest.mark.parametrize("last", [0, 5, 11, 40, 180])
def test_a_distribution_of_ages(last: int) -> None:
    assert "0" in assert_readable(bars([(0, 3), (last, 7)]))


@pytest.mark.parametrize("value", [0, 7, 6258, 10**11])
def test_a_trace(value: int) -> None:
    rows = [TraceRow(0.2, 1, "missed", value, 0), TraceRow(9.5, 1, "missed", value, value)]
    assert str(value) in assert_readable(stairs(rows))


@pytest.mark.parametrize(
    "text",
    [LONG, "Ấp Ô Răng", "mmmmWWWW@@@@%%%%", "1234567890.-≥+", "Ằ Ẵ Ữ Ợ đĐ", "iljt.,:;", "漢字"],
)
def test_a_text_takes_up_no_more_than_reckoned(text: str) -> None:
    assert ImageFont.truetype(str(DEJAVU), SIZE).getlength(text) <= width_of(text)
    for room in (0, 15, 40, 80, 400):
        assert width_of(fitted(text, room)) <= max(room, width_of("…"))


@pytest.mark.parametrize("wide", [0.5, 3.0, 11.0, 200.0])
def test_a_hatching_keeps_to_its_rectangle(wide: float) -> None:
    path = hatching(7, 3, wide, 10)
    points = re.findall(r"([\d.]+) ([\d.]+)", path)
    assert path.count("M") == path.count("L") >= 1
    for x, y in points:
        assert 7 - 0.06 <= float(x) <= 7 + wide + 0.06
        assert 3 - 0.06 <= float(y) <= 13 + 0.06


@pytest.mark.parametrize("layout", [BROAD, NARROW], ids=lambda layout: layout.name)
@pytest.mark.parametrize("number", [2, 30, 900])
def test_a_map_of_waiting_places(number: int, layout: Layout) -> None:
    random = Random(number)
    dots = [Dot(f"Ấp {n} Trường", "Xã Hiếu Tử", 9.5 + random.random(), 106 + random.random() / 2,
                random.randrange(20)) for n in range(number)]  # fmt: skip
    picture = place_map(dots, 20, "vi", layout)
    texts = assert_readable(picture)
    assert "20 tháng" in texts
    assert any(text.endswith(" km") for text in texts)
    circles = [one for one in ET.fromstring(picture).iter(f"{SVG}circle") if len(one)]
    assert len(circles) == number
    for circle in circles:
        assert 0 <= float(circle.get("cx", -1)) <= layout.width
    longest = max(dots, key=lambda dot: dot.age)
    assert any(text.startswith("Ấp") and text.endswith(f"({longest.age})") for text in texts)


def test_a_degree_is_as_long_as_it_is() -> None:
    corners = [Dot(f"{lat} {lon}", "", lat, lon, 1) for lat in (60.0, 61.0) for lon in (10.0, 11.0)]
    root = ET.fromstring(place_map(corners, 1, "en", BROAD))
    at = [(float(one.get("cx", 0)), float(one.get("cy", 0)))
          for one in root.iter(f"{SVG}circle") if len(one)]  # fmt: skip
    wide = max(x for x, _ in at) - min(x for x, _ in at)
    high = max(y for _, y in at) - min(y for _, y in at)
    assert wide / high == pytest.approx(math.cos(math.radians(60.5)), abs=0.01)


@pytest.mark.parametrize("layout", [BROAD, NARROW], ids=lambda layout: layout.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_changes_by_area(language: Language, layout: Layout) -> None:
    kinds: list[dict[ChangeKind, int]] = [{"moved": 2, "dropped": 500}, {"added": 1}]
    picture = changes_picture([(LONG, kinds[0]), ("Huyện Càng Long", kinds[1])], language, layout)
    texts = assert_readable(picture)
    assert {"502", "1"} <= set(texts)


@pytest.mark.skipif(importlib.util.find_spec("resvg_py") is None, reason="no resvg-py")
def test_a_png_is_the_same_picture(study: WhatIf, tmp_path: Path) -> None:
    assert can_render(), "this machine has no font"
    pages = comparison_pages(study, "vi")
    png, picture = pages["comparison.png"], pages["comparison.svg"]
    assert isinstance(png, bytes)
    assert png == png_of(str(picture)) == png_of(str(picture))
    (tmp_path / "a.png").write_bytes(png)
    with Image.open(tmp_path / "a.png") as image:
        wide = float(ET.fromstring(str(picture)).get("width", 0))
        assert image.width == pytest.approx(2 * wide, abs=2)
        assert image.convert("RGB").getpixel((0, 0)) == (255, 255, 255)
        assert len(image.convert("RGB").getcolors(1 << 24) or ()) > 10


def test_without_a_renderer_there_is_no_png(study: WhatIf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert comparison_pages(study, "en").keys() == {"comparison.html", "comparison.svg"}
