"""What a list would change in the tables as they stand. Nothing is written here."""

import hashlib
import re
from collections import defaultdict
from typing import Any

from django.db import connection
from django.utils.text import slugify
from django.utils.translation import gettext as _

from harmoni.accounts.models import Assignment
from harmoni.gazetteer.models import Kind
from harmoni.gazetteer.reading import Rows, Unreadable, regions_of, villages_of
from harmoni.regions.models import CustomaryVillage, Region
from registrations.people.models import Person

BALI = "51"
MOST_GONE = 20  # per cent of the codes of the file's provinces: more, and it is not the whole list
TABLES = {
    Kind.REGIONS: """SELECT md5(string_agg(t::text, E'\\n' ORDER BY code))
        FROM (SELECT code, name, kind, parent_id, retired FROM regions_region) t""",
    Kind.VILLAGES: """SELECT md5(string_agg(t::text, E'\\n' ORDER BY id))
        FROM (SELECT id, name, path, region_id, verified, source FROM regions_customaryvillage) t""",
}


def tables_digest(kind: str) -> str:
    """Of the rows that a list of this kind would change, as they are now."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES[Kind(kind)])
        return hashlib.sha256(str(cursor.fetchone()[0]).encode()).hexdigest()


def compare(kind: str, content: bytes, name: str, source: str) -> tuple[dict[str, list], int]:
    """The changes of this file, and how many rows stay as they are. Raises Unreadable."""
    if kind == Kind.REGIONS:
        return compare_regions(regions_of(content, name))
    return compare_villages(villages_of(content, name), source)


def compare_regions(found: dict[str, tuple[str, str, int, str]]) -> tuple[dict[str, list], int]:
    """Codes gone are looked for only in the provinces that the file holds."""
    provinces = {code[:2] for code in found}
    rows = Region.objects.values_list("code", "name", "kind", "retired")
    known = {code: rest for code, *rest in rows if code[:2] in provinces}
    changes: dict[str, list] = {"added": [], "renamed": [], "revived": [], "retired": []}
    for code, (name, kind, level, parent) in sorted(found.items(), key=lambda item: (len(item[0]), item[0])):
        if code not in known:
            changes["added"].append([code, name, kind, level, parent])
            continue
        before, before_kind, retired = known[code]
        if (before, before_kind) != (name, kind):
            changes["renamed"].append([code, before, name, before_kind, kind])
        if retired:
            changes["revived"].append([code, name])
    living = [code for code, (_name, _kind, retired) in known.items() if not retired]
    changes["retired"] = sorted([code, known[code][0]] for code in living if code not in found)
    if len(changes["retired"]) * 100 > MOST_GONE * max(len(living), 1):
        raise Unreadable(
            [
                _("%(gone)s dari %(all)s kode akan hilang. Berkas harus memuat daftar lengkap setiap provinsinya.")
                % {"gone": len(changes["retired"]), "all": len(living)}
            ]
        )
    changes["renumbered"] = _renumbered(changes)
    touched = {row[0] for name in ("renamed", "revived") for row in changes[name]}
    return changes, len(set(found) & set(known)) - len(touched)


def _renumbered(changes):
    """[old code, new code, name]: one gone and one new of one name and length. A hint; nothing is moved by it."""
    new = defaultdict(list)
    for code, name, *_rest in changes["added"]:
        new[name.lower(), len(code)].append(code)
    pairs = [(code, new[name.lower(), len(code)], name) for code, name in changes["retired"]]
    return [[code, codes[0], name] for code, codes, name in pairs if len(codes) == 1]


def holds(codes: list[str]) -> dict[str, Any]:
    """What rests on these codes: `firm`, whose paths would lose their place, and `people`, who keep their origin."""
    firm = {
        _("desa adat"): CustomaryVillage.objects.filter(region__in=codes).count(),
        _("tugas petugas"): Assignment.objects.current().filter(region__in=codes).count(),
    }
    return {
        "firm": {name: count for name, count in firm.items() if count},
        "people": Person.objects.filter(origin_village__in=codes).count(),
    }


def compare_villages(rows: Rows, source: str) -> tuple[dict[str, list], int]:
    """New ones, those that become verified, and names that stand elsewhere in the same kabupaten (left alone)."""
    places, known = Places(), _known_villages()
    changes: dict[str, list] = {"added": [], "verified": [], "alike": []}
    taken, same = set(), 0
    for line, row in rows.found:
        region, why = places.find(row)
        path = f"{region.code}/{slugify(row['name'])}/" if region else ""
        if why or path in taken:
            rows.wrong(line, why or _("Desa adat %s ditulis dua kali.") % row["name"])
            continue
        taken.add(path)
        here = known.get((region.code[:4], slugify(row["name"])), [])
        exact = [village for village in here if village.region_id == region.code]
        word = (row["source"] or source)[:250]
        if exact and exact[0].verified:
            same += 1
        elif exact:
            changes["verified"].append([str(exact[0].pk), exact[0].name, region.name, exact[0].source, word])
        elif here:
            changes["alike"].append([row["name"], region.name, here[0].region.name])
        else:
            changes["added"].append([path, row["name"], region.code, region.name, word])
    rows.stop()
    if not taken:
        raise Unreadable([_("Tidak ada desa adat di berkas ini.")])
    return changes, same


def _known_villages():
    known = defaultdict(list)
    for village in CustomaryVillage.objects.select_related("region"):
        known[village.region_id[:4], slugify(village.name)].append(village)
    return known


class Places:
    """The kecamatan and kabupaten of Bali, by code and by name as people write it."""

    def __init__(self) -> None:
        regions = Region.objects.filter(code__startswith=BALI, level__in=[2, 3], retired=False)
        self.by_code = {region.code: region for region in regions}
        self.by_name = defaultdict(list)
        for region in regions:
            self.by_name[region.level, _short(region.name)].append(region)

    def find(self, row: dict[str, str]) -> tuple[Region | None, str]:
        """The place of a row, or a sentence that says why there is none or which are meant."""
        code = (row["district_code"] or row["regency_code"]).replace(".", "")
        if code:
            region = self.by_code.get(code)
            return region, "" if region else _("Kode %s bukan kecamatan atau kabupaten di Bali.") % code[:20]
        regencies = self.by_name[2, _short(row["regency"])]
        if not row["district"]:
            return self._one(regencies, row["regency"])
        districts = self.by_name[3, _short(row["district"])]
        if row["regency"]:
            districts = [one for one in districts if one.code[:4] in {regency.code for regency in regencies}]
        return self._one(districts, row["district"])

    def _one(self, found, name):
        if len(found) == 1:
            return found[0], ""
        if not found:
            return None, _("%s tidak ditemukan di Bali.") % (name or _("Kecamatan atau kabupaten"))
        which = "; ".join(f"{one.name} ({one.code})" for one in found[:4])
        return None, _("Ada beberapa bernama %(name)s: %(which)s. Tulis kodenya.") % {"name": name, "which": which}


def _short(name):
    return " ".join(re.sub(r"^(kecamatan|kec\.?|kabupaten|kab\.?|kota)\s+", "", name.strip().lower()).split())
