import re

import pytest
from django.conf import settings
from django.core.management import call_command

from harmoni.dashboard.maps import measures
from harmoni.dashboard.topology import Sheet, path, thinned
from harmoni.regions.models import Region

DRAWINGS = settings.BASE_DIR / "static" / "img" / "peta"


@pytest.mark.parametrize("code", sorted(measures()))
def test_every_map_shows_exactly_the_official_places_beneath(db, code):
    drawn = re.findall(r'<path id="k(\d+)"', (DRAWINGS / f"{code}.svg").read_text(encoding="utf-8"))
    assert drawn == list(Region.objects.filter(parent=code, retired=False).values_list("code", flat=True))


def test_maps_are_small_and_carry_no_style_or_script():
    for drawing in DRAWINGS.glob("*.svg"):
        text = drawing.read_text(encoding="utf-8")
        assert len(text) < 45_000
        assert not re.search(r"<style|<script|style=|href=", text)


def test_drawing_again_changes_nothing(settings, tmp_path, monkeypatch):
    (tmp_path / "static" / "img" / "peta").mkdir(parents=True)
    settings.BASE_DIR = tmp_path
    monkeypatch.setattr("harmoni.dashboard.management.commands.build_maps.MEASURES", tmp_path / "maps.json")
    call_command("build_maps", verbosity=0)
    again = {drawing.name: drawing.read_text() for drawing in (tmp_path / "static" / "img" / "peta").iterdir()}
    assert again == {drawing.name: drawing.read_text() for drawing in DRAWINGS.glob("*.svg")}


def test_the_sheet_keeps_north_up_and_shapes_true():
    sheet = Sheet.around([(115.0, -9.0), (116.0, -8.0)], 640, 10, 2000)
    (left, top), (right, bottom) = sheet.place((115.0, -8.0)), sheet.place((116.0, -9.0))
    assert (round(left), round(top), round(right)) == (10, 10, 630)
    assert bottom > right - left  # a degree of longitude is shorter than one of latitude


def test_lines_are_thinned_between_their_ends_and_specks_left_out():
    assert thinned([(0, 0), (0.1, 0), (5, 0), (5.1, 0)]) == [(0, 0), (5, 0), (5.1, 0)]
    square = [(0, 0), (10, 0), (10, 10.5), (0, 0)]
    speck = [(50, 50), (50.5, 50), (50.5, 50.5), (50, 50)]
    assert path([square, speck]) == "M0 0l10 0 0 10.5z"
    assert path([speck]).startswith("M50 50")
