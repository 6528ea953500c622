"""The lodging ledger is kept: a house is entered or corrected, its name finds its people, people change rooms."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from harmoni.regions.models import CustomaryVillage
from registrations.people.book import one_at_a_time
from registrations.people.differences import apply, for_history
from registrations.residency.models import Lodging, LodgingRoom, Stay, name_key

CORRECTED = (
    *("name", "kind", "address", "banjar", "owner_name", "owner_phone", "owner_email"),
    *("rooms_count", "capacity"),
)


def known_lodging(village: CustomaryVillage, name: str) -> Lodging | None:
    """The village's lodging that this typed name means; None for a name that is not in its ledger."""
    return known_lodgings(village, [name])[0]


def known_lodgings(village: CustomaryVillage, names: Sequence[str]) -> list[Lodging | None]:
    """The same for many names, in their order, in one query; in none when nothing was typed."""
    keys = [name_key(name) for name in names]
    wanted = set(keys) - {""}
    ours = Lodging.objects.filter(customary_village=village, name_key__in=wanted) if wanted else ()
    found = {lodging.name_key: lodging for lodging in ours}
    return [found.get(key) for key in keys]


def suggested(villages: Iterable[CustomaryVillage]) -> list[tuple[str, int]]:
    """Names under which people live there and that no ledger holds: (name as most wrote it, people), most first."""
    named = Stay.objects.here().filter(customary_village__in=villages, lodging=None).exclude(lodging_name="")
    spellings: dict[str, Counter[str]] = {}
    for name in named.values_list("lodging_name", flat=True):
        if key := name_key(name):
            spellings.setdefault(key, Counter())[name] += 1
    found = [(names.most_common(1)[0][0], names.total()) for names in spellings.values()]
    return sorted(found, key=lambda one: (-one[1], one[0]))


@transaction.atomic
def enter_lodging(*, village: CustomaryVillage, by: User, values: Mapping[str, Any], rooms: Mapping[str, int | None]):
    """The new lodging, with everybody who was written down under its name. Raises IntegrityError for a known name."""
    new = Lodging(customary_village=village, recorded_by=by)
    apply(new, dict(values))
    new.save(force_insert=True)
    _furnish(new, rooms)
    _gather(new)
    record_act("catat_penginapan", by=by, subjects=[new.pk], place=new.place)
    return new


def version_of(lodging: Lodging) -> str:
    """What the ledger holds of a house now, as a short word: a form carries it to tell whether it was overtaken."""
    columns = [getattr(lodging, name) for name in CORRECTED]
    rooms = sorted(lodging.rooms.values_list("name", "capacity"))
    return salted_hmac("harmoni.lodging.version", repr([*map(str, columns), rooms])).hexdigest()[:16]


@transaction.atomic
def correct_lodging(
    *,
    lodging: Lodging,
    by: User,
    values: Mapping[str, Any],
    rooms: Mapping[str, int | None],
    seen: str | None = None,
) -> None:
    """What was typed anew, with before and after in the history; a new name gathers its people too.

    `seen`: the `version_of` that the typist had before the eyes. Raises MoveRefused when it is another by now.
    """
    lodging.refresh_from_db(from_queryset=Lodging.objects.select_for_update(of=("self",)))
    if seen is not None and seen != version_of(lodging):
        raise MoveRefused(_("Data penginapan ini baru saja diubah orang lain. Bandingkan, lalu kirim lagi."))
    before = apply(lodging, dict(values))
    lodging.save()
    _furnish(lodging, rooms)
    _gather(lodging)
    record_act("koreksi", by=by, subjects=[lodging.pk], place=lodging.place, detail=for_history(before))


def _furnish(lodging, rooms):
    lodging.rooms.all().delete()
    LodgingRoom.objects.bulk_create(LodgingRoom(lodging=lodging, name=name, capacity=n) for name, n in rooms.items())


def _gather(lodging):
    """Those in the village whose typed lodging is this one and who stand in no ledger yet."""
    named = Stay.objects.filter(customary_village=lodging.customary_village_id, lodging=None).exclude(lodging_name="")
    ours = [pk for pk, name in named.values_list("pk", "lodging_name") if name_key(name) == lodging.name_key]
    Stay.objects.filter(pk__in=ours).update(lodging=lodging)


@transaction.atomic
def change_rooms(*, lodging: Lodging, by: User, rooms: Mapping[UUID, str]) -> int:
    """{stay: room} as they live now; returns how many changed. A stay that does not live here is left alone."""
    one_at_a_time(f"rooms/{lodging.pk}")
    changed = 0
    for stay in lodging.stays.here().filter(pk__in=rooms).select_related("customary_village"):
        now = rooms[stay.pk].strip()[:30]
        if now != stay.room:
            detail = {"room": [stay.room, now]}
            Stay.objects.filter(pk=stay.pk).update(room=now)
            record_act("kamar", by=by, subjects=[*stay.subjects, lodging.pk], place=stay.place, detail=detail)
            changed += 1
    return changed
