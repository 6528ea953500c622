"""Officers who can sign in without a password, and newcomers as the intake form sends them."""

import datetime
import itertools
import uuid
from collections.abc import Iterator

from django.utils import timezone

from harmoni.accounts.models import User
from harmoni.accounts.roles import Role
from harmoni.regions.models import CustomaryVillage, Region
from harmoni.seeding.accounts import BALI, KUTA
from harmoni.seeding.names import Names
from harmoni.seeding.officers import appoint, officers_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WAINGAPU = "531101"  # a kecamatan: NIKs begin with it
FIRST_BIRTHDAY = datetime.date(1960, 1, 1)
DAYS = 15_000  # birthdays, each with 9,999 NIKs
STAY = datetime.timedelta(days=180)
_numbers = itertools.count(1)


def village_officer() -> User:
    """The officer of Kuta, without a usable password."""
    kuta = CustomaryVillage.objects.get(path=KUTA)
    return officers_of([kuta], Names())[kuta.pk]


def regency_officer() -> User:
    """One who reads and settles in Badung, without a usable password."""
    officer, new = User.objects.get_or_create(username="petugas.badung", defaults={"password": "!"})
    if new:
        appoint([(officer, Role.REGENCY_OFFICER, Region.objects.get(code=KUTA[:4]))])
    return officer


def province_viewer() -> User:
    """One who reads the figures of Bali, without a usable password."""
    viewer, new = User.objects.get_or_create(username="pemantau.bali", defaults={"password": "!"})
    if new:
        appoint([(viewer, Role.PROVINCE_VIEWER, Region.objects.get(code=BALI))])
    return viewer


def newcomer() -> dict[str, str]:
    """What the form posts, with a key and a NIK of its own; nothing in it asks for a second look."""
    number, today = next(_numbers), timezone.localdate()
    born = FIRST_BIRTHDAY + datetime.timedelta(days=number % DAYS)  # or each would be alike to all the others
    return {
        "key": str(uuid.uuid4()),
        "nik": f"{WAINGAPU}{born:%d%m%y}{number // DAYS + 1:04}",
        "full_name": "Umbu Nggiku Landukara",
        "sex": "L",
        "birth_date": born.isoformat(),
        "phone": f"0812{number:08}",
        "address": "Jalan Raya Kuta 12",
        "banjar": "Pering",
        "lodging_name": "Kos Melati",
        "responsible_name": "I Wayan Sudana",
        "responsible_phone": "081200005678",
        "purpose": "work",
        "occupation": "Juru Masak",
        "employer_name": "Restoran Cempaka",
        "arrived_on": today.isoformat(),
        "planned_until": (today + STAY).isoformat(),
    }


def newcomers() -> Iterator[dict[str, str]]:
    """Without end."""
    while True:
        yield newcomer()
