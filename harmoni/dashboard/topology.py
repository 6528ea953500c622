"""From TopoJSON to paths on a sheet: arcs are thinned before they are joined, so borders fit."""

import math
from dataclasses import dataclass

Point = tuple[float, float]
THINNEST = 0.7  # points nearer than this on the sheet are one
SMALLEST = 1.5  # a ring whose box is narrower and lower than this is no more than a speck


@dataclass(frozen=True)
class Area:
    code: str
    name: str
    label: Point
    rings: list[list[int]]


@dataclass(frozen=True)
class Sheet:
    """Equirectangular: longitudes shrunk by the cosine of the middle latitude, north up."""

    west: float
    north: float
    across: float
    down: float
    height: float

    @classmethod
    def around(cls, points: list[Point], width: int, margin: float, tallest: int) -> "Sheet":
        west, east = min(x for x, _ in points), max(x for x, _ in points)
        south, north = min(y for _, y in points), max(y for _, y in points)
        shrink = math.cos(math.radians((north + south) / 2))
        down = min((width - 2 * margin) / ((east - west) * shrink), (tallest - 2 * margin) / (north - south))
        across = down * shrink
        spare = (width - (east - west) * across) / 2
        return cls(west - spare / across, north + margin / down, across, down, (north - south) * down + 2 * margin)

    def place(self, point: Point) -> Point:
        return (point[0] - self.west) * self.across, (self.north - point[1]) * self.down


def arcs_of(topology: dict) -> list[list[Point]]:
    """Longitude and latitude of every arc; TopoJSON keeps steps in units of its own grid."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            line.append((x * kx + dx, y * ky + dy))
        found.append(line)
    return found


def areas_of(topology: dict) -> list[Area]:
    (collection,) = topology["objects"].values()
    return sorted((_area(shape) for shape in collection["geometries"]), key=lambda area: area.code)


def _area(shape):
    told = shape["properties"]
    polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    rings = [ring for polygon in polygons for ring in polygon]
    return Area(told["code"], told["name"], (told["label_lng"], told["label_lat"]), rings)


def ring_points(ring: list[int], arcs: list[list[Point]]) -> list[Point]:
    """The arcs of a ring end to end; `~n` is arc n backwards."""
    points: list[Point] = []
    for number in ring:
        line = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += line[1:] if points else line
    return points


def thinned(line: list[Point]) -> list[Point]:
    """Without points that lie too near to the one before; both ends stay where they are."""
    kept = [line[0]]
    for point in line[1:-1]:
        if math.dist(point, kept[-1]) >= THINNEST:
            kept.append(point)
    return [*kept, line[-1]]


def path(rings: list[list[Point]]) -> str:
    """The `d` of an area: rings in relative steps of one decimal; specks are left out, but never all."""
    seen = [ring for ring in rings if _size(ring) >= SMALLEST] or [max(rings, key=_size)]
    return "".join(_ring_path(ring) for ring in seen)


def _size(ring):
    return max(max(values) - min(values) for values in zip(*ring, strict=True))


def _ring_path(ring):
    tenths = [(round(x * 10), round(y * 10)) for x, y in ring]
    steps = [(x - a, y - b) for (a, b), (x, y) in zip(tenths, tenths[1:-1], strict=False)]
    drawn = " ".join(f"{_number(x)} {_number(y)}" for x, y in steps if (x, y) != (0, 0))
    return f"M{_number(tenths[0][0])} {_number(tenths[0][1])}l{drawn}z".replace(" -", "-")


def _number(tenths):
    return f"{tenths / 10:g}".replace("0.", ".", 1) if abs(tenths) < 10 else f"{tenths / 10:g}"
