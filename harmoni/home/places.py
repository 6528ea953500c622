from django.http import JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from harmoni.accounts.access import Guarded
from harmoni.accounts.roles import Permission
from harmoni.regions.forms import label_of, village_label
from harmoni.regions.models import CustomaryVillage, Region


class Places(Guarded, View):
    """Places whose names begin with or hold what is typed, for the list under a field; names only, nobody's data."""

    permission = Permission.DESK_OPEN

    def get(self, request):
        search = self._villages if request.GET.get("jenis") == "desa-adat" else self._regions
        answer = [{"value": value, "label": str(label)} for value, label in search(request.GET.get("q", "")[:100])]
        return JsonResponse(answer, safe=False)

    def _regions(self, text):
        found = Region.objects.filter(retired=False).named_like(text).select_related("parent__parent__parent")
        return [(label_of(place), place.get_level_display()) for place in found]

    def _villages(self, text):
        return [(village_label(village), _("Desa adat")) for village in CustomaryVillage.objects.named_like(text)]
