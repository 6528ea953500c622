"""Which maps there are, and how large each drawing is. The drawings themselves: `manage.py build_maps`."""

import json
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
MEASURES = DATA / "maps.json"


@cache
def measures() -> dict[str, list[int]]:
    """Width and height of each map by the code of the place that it shows."""
    return json.loads(MEASURES.read_text(encoding="utf-8"))
