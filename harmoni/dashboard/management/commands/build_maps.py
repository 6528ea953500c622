"""Draws the dashboard's maps from the official boundaries; the drawings are committed."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from harmoni.dashboard.maps import DATA, MEASURES
from harmoni.dashboard.topology import Area, Sheet, arcs_of, areas_of, path, ring_points, thinned

WIDTH, MARGIN, TALLEST = 640, 14, 460
LABEL = 24
# Names that would lie on each other are moved: (right, down) in units of the sheet.
MOVED = {
    "5102": (-25, 0),
    "5103": (-63, 74),
    "5104": (12, 24),
    "5105": (4, 12),
    "5106": (-10, -8),
    "5107": (6, 16),
    "5171": (74, 0),
    "5309": (2, -8),
    "5310": (-2, -9),
    "5312": (0, 12),
    "5316": (4, 7),
    "5317": (2, -8),
    "5319": (-1, 8),
    "5371": (-26, 14),
}


class Command(BaseCommand):
    help = "Writes static/img/peta/*.svg from the boundaries that this project ships."

    def handle(self, **options):
        measures = {}
        for code, areas, arcs in _maps():
            sheet = Sheet.around(_corners(areas, arcs), WIDTH, MARGIN, TALLEST)
            measures[code] = [WIDTH, round(sheet.height)]
            _target(code).write_text(drawing(areas, arcs, sheet, numbered=code != "51"), encoding="utf-8")
        MEASURES.write_text(json.dumps(measures, separators=(",", ":")) + "\n", encoding="utf-8")
        self.stdout.write(f"{len(measures)} maps drawn")


def _maps():
    """(code, areas, arcs): both provinces by kabupaten, each kabupaten of Bali by kecamatan."""
    for code, name in (("51", "bali_kabkota"), ("53", "ntt_kabkota")):
        topology = _read(name)
        yield code, areas_of(topology), arcs_of(topology)
    topology = _read("bali_kecamatan")
    areas, arcs = areas_of(topology), arcs_of(topology)
    for regency in sorted({area.code[:4] for area in areas}):
        yield regency, [area for area in areas if area.code.startswith(regency)], arcs


def _read(name):
    return json.loads((DATA / f"{name}.topojson").read_text(encoding="utf-8"))


def _target(code) -> Path:
    return settings.BASE_DIR / "static" / "img" / "peta" / f"{code}.svg"


def _corners(areas, arcs):
    return [point for area in areas for ring in area.rings for point in ring_points(ring, arcs)]


def drawing(areas: list[Area], arcs, sheet: Sheet, *, numbered: bool) -> str:
    """One path an area (`k5103`), all labels one group (`nama`): a page refers to them and gives the colour.

    Where names would cover the map, the label is the number with which the official code ends.
    """
    drawn = [thinned([sheet.place(point) for point in arc]) for arc in arcs]
    shapes = "".join(_shape(area, drawn) for area in areas)
    names = "".join(_label(area, sheet, numbered) for area in areas)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {round(sheet.height)}">{shapes}'
        f'<g id="nama" font-size="{LABEL}" font-weight="600" text-anchor="middle" fill="#20242e" '
        f'stroke="#fff" stroke-width="5" stroke-linejoin="round" paint-order="stroke">{names}</g></svg>\n'
    )


def _shape(area, drawn):
    rings = [ring_points(ring, drawn) for ring in area.rings]
    return f'<path id="k{area.code}" fill-rule="evenodd" d="{path(rings)}"/>'


def _label(area, sheet, numbered):
    x, y = sheet.place(area.label)
    right, down = MOVED.get(area.code, (0, 0))
    word = area.code[-2:] if numbered else area.name.removeprefix("Kabupaten ").removeprefix("Kota ")
    return f'<text x="{x + right:.0f}" y="{y + down + LABEL * 0.35:.0f}">{word}</text>'
