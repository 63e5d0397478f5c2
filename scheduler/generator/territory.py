"""The areas of a synthetic instance: real places, then layers of made-up ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from scheduler.domain.geography import Geography
from scheduler.domain.names import id_of
from scheduler.domain.records import Area, Distance
from scheduler.domain.territory import Territory
from scheduler.generator.chance import stream
from scheduler.generator.made_up_names import Ids, data_rows, place_names
from scheduler.generator.recipe import Layer, Recipe

KM_PER_DEGREE = 111.2
"""Near the equator a degree is this long to the north and, nearly, to the east."""
ROAD_DETOURS = (1.15, 1.7)
"""How much longer than the straight line a road may be."""


def make_areas(recipe: Recipe, seed: int) -> tuple[Area, ...]:
    """All areas, those above before those below."""
    layers = recipe.territory.layers
    scales = [1.0] * len(layers)
    if recipe.territory.places:
        areas = [place.record for place in _real_places(recipe, seed)]
    else:
        areas = list(_top(recipe))
        layers, scales = layers[1:], [recipe.scale, *scales[2:]]
    made = Ids()
    for area in areas:
        made.claim(area.id)
    for layer, scale in zip(layers, scales, strict=False):
        parents = [area for area in areas if area.level == areas[-1].level]
        areas += _layer(recipe, seed, layer, parents, scale, made)
    return tuple(areas)


# -- real places ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Place:
    record: Area
    spread_km: float


def _real_places(recipe: Recipe, seed: int) -> Iterator[_Place]:
    """The places of the file; as many of its lowest level as the scale asks for.

    Beyond scale 1 the file is gone through again: a second district of each name, and so on.
    """
    rows = data_rows(f"{recipe.territory.places}.csv")
    by_id = {row["id"]: row for row in rows}
    lowest = [row for row in rows if row["level"] == rows[-1]["level"]]
    made: dict[tuple[str, int], _Place] = {}

    def place(row: dict[str, str], turn: int) -> _Place:
        turn = turn if row["parent"] else 0
        if (row["id"], turn) not in made:
            above = place(by_id[row["parent"]], turn) if row["parent"] else None
            made[row["id"], turn] = _place(seed, row, turn, above)
        return made[row["id"], turn]

    for number in range(max(1, round(recipe.scale * len(lowest)))):
        turn, index = divmod(number, len(lowest))
        place(lowest[index], turn)
    depth = {level: number for number, level in enumerate(recipe.instance.levels)}
    yield from sorted(made.values(), key=lambda place: depth[place.record.level])


def _place(seed: int, row: dict[str, str], turn: int, above: _Place | None) -> _Place:
    identifier = row["id"] + (f"x{turn + 1}" if turn else "")
    point: tuple[float | None, float | None] = (None, None)
    if row["latitude"]:
        point = float(row["latitude"]), round(float(row["longitude"]) + turn, 4)
    elif above:
        point = _near(stream(seed, "place", identifier), above.record, above.spread_km)
    record = Area(
        id=identifier,
        name=row["name"] + (f" ({turn + 1})" if turn else ""),
        level=row["level"],
        parent=above.record.id if above else "",
        latitude=point[0],
        longitude=point[1],
    )
    return _Place(record, float(row["spread_km"]))


# -- made-up layers -------------------------------------------------------------------------------


def _top(recipe: Recipe) -> Iterator[Area]:
    layer = recipe.territory.layers[0]
    latitude, longitude = layer.at or (None, None)
    for name in layer.names:
        yield Area(
            id=layer.code or id_of(name),
            name=name,
            level=layer.level,
            parent="",
            latitude=latitude,
            longitude=longitude,
        )


def _layer(
    recipe: Recipe, seed: int, layer: Layer, parents: list[Area], scale: float, made: Ids
) -> list[Area]:
    sizes = _sizes(recipe, seed, layer, parents, scale)
    prefixes = _prefixes(layer, sum(sizes))
    fixed = iter(layer.names)
    digits = max(2, len(str(max(sizes))))
    areas = []
    for parent, size in zip(parents, sizes, strict=True):
        random = stream(seed, "area", parent.id)
        made_up = place_names(random, layer.style, parent.name) if layer.style else iter(())
        for number in range(1, size + 1):
            name = next(fixed, None) or next(made_up, f"{parent.name} {number}")
            name = f"{next(prefixes)}{name}"
            latitude, longitude = _near(random, parent, layer.spread_km)
            areas.append(
                Area(
                    id=made.claim(_area_id(recipe, parent, f"{number:0{digits}d}", name)),
                    name=name,
                    level=layer.level,
                    parent=parent.id,
                    latitude=latitude,
                    longitude=longitude,
                    priority=random.choice((2, 3)) if random.random() < layer.urgent else 1,
                )
            )
    return areas


def _area_id(recipe: Recipe, parent: Area, number: str, name: str) -> str:
    return id_of(name) if recipe.ids == "words" else f"{parent.id}-{number}"


def _sizes(recipe: Recipe, seed: int, layer: Layer, parents: list[Area], scale: float) -> list[int]:
    """How many areas below each parent: by chance, then mended until the total holds."""
    low, high = (max(1, round(limit * scale)) for limit in layer.children)
    sizes = [stream(seed, "children", parent.id).randint(low, high) for parent in parents]
    if layer.total is None:
        return sizes
    wanted = round(layer.total * recipe.scale)
    total = min(max(wanted, low * len(parents)), high * len(parents))
    random = stream(seed, "total", layer.level)
    while (step := total - sum(sizes)) != 0:
        index = random.randrange(len(parents))
        sizes[index] = min(high, max(low, sizes[index] + (1 if step > 0 else -1)))
    return sizes


def _prefixes(layer: Layer, total: int) -> Iterator[str]:
    """The word before each name, as many of each in the total as the layer says."""
    if not layer.prefixes:
        return iter([""] * total)
    whole = sum(layer.prefixes.values())
    ends = [round(total * reached / whole) for reached in accumulate(layer.prefixes.values())]
    return iter(
        [
            f"{word} "
            for word, start, end in zip(layer.prefixes, [0, *ends], ends, strict=False)
            for _ in range(start, end)
        ]
    )


def _near(random: Random, area: Area, spread_km: float) -> tuple[float | None, float | None]:
    """A point not too far from the area, to about ten metres."""
    north, east = random.uniform(-spread_km, spread_km), random.uniform(-spread_km, spread_km)
    if area.latitude is None or area.longitude is None:
        return None, None
    return (
        round(area.latitude + north / KM_PER_DEGREE, 4),
        round(area.longitude + east / KM_PER_DEGREE, 4),
    )


# -- roads ----------------------------------------------------------------------------------------


def make_roads(recipe: Recipe, seed: int, areas: tuple[Area, ...]) -> tuple[Distance, ...]:
    """Distances by road between some of the lowest areas and the seats above them."""
    territory = Territory(areas, recipe.instance.levels)
    straight = Geography(territory, ())
    lowest = territory.at_level(recipe.instance.levels[-1])
    random = stream(seed, "roads")
    chosen = random.sample(lowest, min(recipe.territory.roads, len(lowest)))
    return tuple(
        Distance(from_=seat, to=area, km=round(km * random.uniform(*ROAD_DETOURS), 1))
        for area in sorted(chosen)
        if (km := straight.km(seat := territory[area].parent, area)) is not None
    )
