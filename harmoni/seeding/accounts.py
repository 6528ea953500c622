"""The demo accounts of the contract: who they are, what they may do, and where."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import make_password

from harmoni.accounts.models import User
from harmoni.accounts.roles import Role
from harmoni.regions.models import CustomaryVillage, Region
from harmoni.seeding.officers import appoint

KUTA, INTARAN = "510301/kuta/", "517101/intaran/"
SUMBA_TIMUR, BELU, BADUNG, BALI, NTT = "5311", "5304", "5103", "51", "53"
EVERYWHERE = ""


@dataclass(frozen=True)
class Account:
    """An invented person with one role at one place; the place is a path."""

    username: str
    full_name: str
    role: Role
    place: str


ACCOUNTS = [
    Account("admin", "Ni Luh Putu Ariani", Role.ADMINISTRATOR, EVERYWHERE),
    Account("staf.sumbatimur", "Yuliana Rambu Wunda", Role.ORIGIN_CLERK, SUMBA_TIMUR),
    Account("staf.belu", "Marselinus Bere", Role.ORIGIN_CLERK, BELU),
    Account("kepala.sumbatimur", "Umbu Daniel Landu", Role.ORIGIN_SIGNER, SUMBA_TIMUR),
    Account("petugas.kuta", "Ni Made Suartini", Role.VILLAGE_OFFICER, KUTA),
    Account("petugas.intaran", "I Ketut Arnawa", Role.VILLAGE_OFFICER, INTARAN),
    Account("bendesa.kuta", "I Wayan Parwata", Role.VILLAGE_HEAD, KUTA),
    Account("mediator.badung", "Ni Komang Wijayanti", Role.MEDIATOR, BADUNG),
    Account("kabupaten.badung", "I Nyoman Adnyana", Role.REGENCY_OFFICER, BADUNG),
    Account("provinsi.bali", "I Gede Arimbawa", Role.PROVINCE_VIEWER, BALI),
    Account("provinsi.ntt", "Kristina Benu", Role.PROVINCE_VIEWER, NTT),
    Account("paguyuban.sumbatimur", "Melkianus Ndara", Role.COMMUNITY_REPRESENTATIVE, SUMBA_TIMUR),
    Account("kesbangpol.bali", "I Putu Artha Wiguna", Role.PREVENTION_TEAM, BALI),
    Account("kepala.kesbangpol", "Anak Agung Ngurah Wibawa", Role.PREVENTION_TEAM, BALI),
    Account("inspektorat.bali", "Ni Luh Gede Sukmawati", Role.INSPECTORATE, BALI),
    Account("pdp.bali", "Ni Wayan Kartikasari", Role.DATA_PROTECTION_OFFICER, BALI),
]


def open_accounts() -> list[User]:
    """All of them with the demo password; it is hashed once, since hashing is slow on purpose."""
    password = make_password(settings.DEMO_PASSWORD)
    users = User.objects.bulk_create(
        User(
            username=account.username,
            full_name=account.full_name,
            email=f"{account.username}@contoh.example",
            password=password,
        )
        for account in ACCOUNTS
    )
    places = _places()
    appoint((user, account.role, places[account.place]) for user, account in zip(users, ACCOUNTS, strict=True))
    return users


def _places():
    """{path: desa adat or region}; raises KeyError later when the reference data lack one."""
    paths = {account.place for account in ACCOUNTS}
    villages = {village.path: village for village in CustomaryVillage.objects.filter(path__in=paths)}
    regions = {region.path: region for region in Region.objects.filter(code__in=paths)}
    return {EVERYWHERE: None} | villages | regions
