"""The map of a report as one drawing of its own: the shades of the page, without a style sheet beside it."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.contrib.staticfiles import finders

AREA = re.compile(r'<path id="k(\d+)"')
SHADES = {"shade-hidden": "url(#hatch)", "shade-0": "#f1f0ec"}
INDIGO = ("#d3daef", "#a5b2dc", "#6f80c0", "#40529b", "#1a2756")  # as css/harmoni.css shades a map
HATCH = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="6" height="6" fill="#fff"/><rect width="2" height="6" fill="#a9abb3"/></pattern></defs>'
)


def drawn(shown: Mapping[str, Any]) -> str:
    """The SVG of `facts["map"]`; an area of which nothing is said stays white."""
    fills = {code: fill_of(shade) for shade, codes in shown["areas"].items() for code in codes}
    svg = AREA.sub(
        lambda found: f'{found[0]} fill="{fills.get(found[1], "#fff")}" stroke="#59607a" stroke-width="1"',
        _sprite(shown["sprite"]),
    )
    head, _gt, rest = svg.partition(">")
    return f"{head}>{HATCH}{rest}".replace('<g id="nama"', '<g id="nama" font-family="Noto Sans"')


def fill_of(shade: str) -> str:
    return SHADES.get(shade) or INDIGO[int(shade.removeprefix("shade-")) - 1]


@cache
def _sprite(code):
    with open(finders.find(f"img/peta/{code}.svg"), encoding="utf-8") as file:
        return file.read()
