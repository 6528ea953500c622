"""Who acts in the synthetic world: officers of desa adat and of regencies, who cannot sign in."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from harmoni.accounts.appointing import appoint_all, assignment
from harmoni.accounts.models import Assignment, User
from harmoni.accounts.roles import Role
from harmoni.regions.models import CustomaryVillage, Region
from harmoni.seeding.names import Names
from harmoni.seeding.shares import generator

IN_OFFICE_FOR = datetime.timedelta(days=900)  # longer than the oldest stay


def officers_of(villages: Iterable[CustomaryVillage], names: Names) -> dict:
    """{desa adat: its officer}; where there is none, one is appointed without a usable password."""
    villages = sorted(set(villages), key=lambda village: village.path)
    found = _appointed(villages)
    missing = [village for village in villages if village.pk not in found]
    users = User.objects.bulk_create([_officer(village, names) for village in missing])
    appoint((user, Role.VILLAGE_OFFICER, village) for user, village in zip(users, missing, strict=True))
    return found | {village.pk: user for village, user in zip(missing, users, strict=True)}


@dataclass(frozen=True)
class Desk:
    """The two of a regency of origin: who proposes, and who decides."""

    clerk: User
    signer: User


def desks_of(regencies: Iterable[Region], names: Names) -> dict[str, Desk]:
    """{regency code: its desk}; the clerk and the signer are two persons."""
    regencies = list(regencies)
    clerks = holders_of(Role.ORIGIN_CLERK, "staf", regencies, names)
    signers = holders_of(Role.ORIGIN_SIGNER, "kepala", regencies, names)
    return {code: Desk(clerks[code], signers[code]) for code in clerks}


def holders_of(role: Role, word: str, regencies: Iterable[Region], names: Names) -> dict[str, User]:
    """{regency code: who holds the role there}; where nobody does, one is appointed: `word` begins the username."""
    regencies = sorted(set(regencies), key=lambda regency: regency.code)
    assignments = Assignment.objects.current().filter(role=role, region__in=regencies)
    newest_first = assignments.select_related("user").order_by("-pk")
    found = {row.region_id: row.user for row in newest_first}
    missing = [regency for regency in regencies if regency.code not in found]
    taken = set(User.objects.filter(username__startswith=f"{word}.").values_list("username", flat=True))
    users = User.objects.bulk_create([_holder(word, regency, names, taken) for regency in missing])
    appoint((user, role, regency) for user, regency in zip(users, missing, strict=True))
    return found | {regency.code: user for regency, user in zip(missing, users, strict=True)}


def _holder(word, regency, names, taken):
    rng = generator(f"{word}/{regency.code}")
    slug = re.sub(r"[^a-z]", "", regency.name.lower().removeprefix("kabupaten "))
    username = f"{word}.{slug}"
    if username in taken:
        username = f"{username}.{regency.code}"
    full_name = names.full_name(rng, rng.choice("LP"), regency.code)
    return User(username=username, full_name=full_name, password=make_password(None))


def appoint(rows: Iterable[tuple]) -> None:
    """Assignments of (user, role, desa adat or region or None for everywhere), old enough for every stay."""
    since = timezone.localdate() - IN_OFFICE_FOR
    appoint_all([assignment(user, role, place, since=since) for user, role, place in rows], by=None)


def _appointed(villages):
    """The oldest officer of each desa adat."""
    assignments = Assignment.objects.current().filter(role=Role.VILLAGE_OFFICER, customary_village__in=villages)
    newest_first = assignments.select_related("user").order_by("-pk")
    return {row.customary_village_id: row.user for row in newest_first}


def _officer(village, names):
    rng = generator(village.path)
    code, slug = village.path.split("/")[:2]
    username = f"petugas.{slug}"
    if User.objects.filter(username=username).exists():
        username = f"{username}.{code}"
    full_name = names.balinese(rng, rng.choice("LP"))
    return User(username=username, full_name=full_name, password=make_password(None))
