"""Of which places somebody may ask for a report: the own ones, and those one step beneath."""

from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.dashboard.viewpoint import Viewpoint, viewpoints
from harmoni.regions.models import CustomaryVillage, Region


def places_of(user: User) -> list[tuple[str, str]]:
    """(code, name): the own viewpoints first, then kabupaten of a province, kecamatan and desa adat of a kabupaten."""
    names = {one.path: one.place_name for one in user.current_assignments}
    own = list(dict.fromkeys(viewpoints(user.current_assignments)))
    found = {view.code: names[view.path] for view in own}
    for view in own:
        found |= {code: name for code, name in _beneath(view) if code not in found}
    return list(found.items())


def _beneath(view: Viewpoint):
    if view.is_village or (not view.stays_at and len(view.path) == 4):
        return []
    regions = Region.objects.filter(parent=view.path, retired=False).order_by("name").values_list("code", "name")
    kecamatan = _("Kecamatan %s")
    found = [(code, kecamatan % name if len(code) == 6 else name) for code, name in regions]
    if len(view.path) >= 4:
        villages = CustomaryVillage.objects.within(view.path).order_by("name")
        found += [(village.path.strip("/"), str(village)) for village in villages]
    return found
