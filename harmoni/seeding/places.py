"""Where people come from and where they go: by the weights of the tables, over the places that are loaded."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from random import Random

from harmoni.regions.models import CustomaryHamlet, CustomaryVillage, Region
from harmoni.seeding.shares import Shares, table


class NoPlaces(Exception):
    """The reference data are not loaded, or hold no desa adat by that name."""


@dataclass(frozen=True)
class Origin:
    """A village of the state, by code, and the name of its kabupaten without the word."""

    village: str
    regency_name: str

    @property
    def regency(self):
        return self.village[:4]

    @property
    def district(self):
        return self.village[:6]


class Origins:
    """Province by assumption, kabupaten by residents, village evenly."""

    def __init__(self) -> None:
        weights = [(row["province_code"], float(row["weight"])) for row in table("ASUMSI_asal_provinsi.csv")]
        self.villages = _villages_of([code for code, _ in weights])
        self.names = dict(Region.objects.filter(level=Region.Level.REGENCY).values_list("code", "name"))
        residents = defaultdict(list)
        for row in table("penduduk_kabkota_2024.csv"):
            if row["code"] in self.villages:
                residents[row["parent_code"]].append((row["code"], float(row["total"])))
        if not residents:
            raise NoPlaces("The regions are not loaded yet: run `manage.py load_reference` first.")
        self.regencies = {province: Shares(pairs) for province, pairs in residents.items()}
        self.provinces = Shares((code, weight) for code, weight in weights if code in self.regencies)

    def draw(self, rng: Random, regency: str = "") -> Origin:
        """A village of this kabupaten; of any when none is named."""
        regency = regency or self.regencies[self.provinces.draw(rng)].draw(rng)
        return Origin(rng.choice(self.villages[regency]), self.short_name(regency))

    def other_regency(self, rng: Random, origin: Origin) -> str:
        """The name of any kabupaten of the same province."""
        return self.short_name(self.regencies[origin.village[:2]].draw(rng))

    def short_name(self, regency: str) -> str:
        return self.names[regency].removeprefix("Kabupaten ").removeprefix("Kota ").removeprefix("Administrasi ")


def _villages_of(provinces):
    """{kabupaten code: its village codes} for these provinces."""
    found = defaultdict(list)
    current = Region.objects.filter(level=Region.Level.VILLAGE, retired=False).order_by("code")
    wanted = set(provinces)
    for code in current.values_list("code", flat=True):
        if code[:2] in wanted:
            found[code[:4]].append(code)
    return found


def regions_of(codes: Iterable[str]) -> dict[str, Region]:
    """{code: region} of these and everything above them, each with its parent at hand."""
    wanted = {code[:length] for code in codes for length in (2, 4, 6, 10)}
    found = Region.objects.in_bulk(wanted)
    for region in found.values():
        if region.parent_id:
            region.parent = found[region.parent_id]
    return found


class Destinations:
    """Kabupaten by registered non-permanent residents, then evenly its known desa adat; or the one chosen.

    Jembrana and Klungkung get nobody as long as none of their desa adat is known.
    """

    def __init__(self, chosen: CustomaryVillage | None = None) -> None:
        villages = list(CustomaryVillage.objects.order_by("path"))
        weights = {row["code"]: float(row["nonpermanent"]) for row in table("penduduk_nonpermanen_bali_2024.csv")}
        known = [village for village in villages if village.path[:4] in weights]
        beside = defaultdict(int)
        for village in known:
            beside[village.path[:4]] += 1
        if len(known) < 2:
            raise NoPlaces("Fewer than two desa adat of Bali are known: run `manage.py load_reference` first.")
        self.shares = Shares((village, weights[village.path[:4]] / beside[village.path[:4]]) for village in known)
        self.chosen = chosen

    def draw(self, rng: Random) -> CustomaryVillage:
        return self.chosen or self.shares.draw(rng)

    def elsewhere(self, rng: Random, here: CustomaryVillage) -> CustomaryVillage:
        """Any other desa adat than this one."""
        village = self.shares.draw(rng)
        while village.pk == here.pk:
            village = self.shares.draw(rng)
        return village

    @cached_property
    def hamlets(self) -> dict:
        """{desa adat: names of its banjar}, as far as they are known."""
        found = defaultdict(list)
        for village, name in CustomaryHamlet.objects.order_by("name").values_list("customary_village", "name"):
            found[village].append(name)
        return found


def village_named(slug: str) -> CustomaryVillage:
    """The desa adat of this slug (`kuta`) or path (`510301/kuta/`); NoPlaces when none or several fit."""
    found = [place for place in CustomaryVillage.objects.all() if slug in (place.path, place.path.split("/")[1])]
    if len(found) != 1:
        paths = ", ".join(place.path for place in found) or "none"
        raise NoPlaces(f"`{slug}` must be one desa adat, by slug or path; found: {paths}")
    return found[0]
