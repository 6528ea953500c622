from django.http import JsonResponse
from django.views.generic import View

from harmoni.accounts.access import Guarded
from harmoni.accounts.roles import Permission
from harmoni.regions.forms import label_of
from harmoni.regions.models import Region


class Places(Guarded, View):
    """Places whose names begin with or hold what is typed, for the list under a field; names only, nobody's data."""

    permission = Permission.DESK_OPEN

    def get(self, request):
        found = Region.objects.filter(retired=False).named_like(request.GET.get("q", "")[:100])
        places = found.select_related("parent__parent__parent")
        answer = [{"value": label_of(place), "label": place.get_level_display()} for place in places]
        return JsonResponse(answer, safe=False)
