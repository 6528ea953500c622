"""Who may see which rows. The only place where territory meets a queryset."""

from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Q, Subquery

from harmoni.regions.models import CustomaryVillage


def territory(path_field: str, paths: list[str]) -> Q:
    """Rows whose place path begins with one of the paths; no path, no row; an empty path is everywhere."""
    if "" in paths:
        return Q()
    return reduce(or_, (_beneath(path_field, path) for path in paths), Q(pk__in=[]))


def _beneath(path_field, path):
    """One desa adat is asked for by its id, found once before the rows: so one index gives them in their order."""
    village, _, field = path_field.rpartition("__")
    if village and field == "path" and path.endswith("/"):  # a village's own path: unique, and it holds no other
        return Q(**{village: Subquery(CustomaryVillage.objects.filter(path=path).order_by().values("pk"))})
    return Q(**{f"{path_field}__startswith": path})


class ScopedQuerySet(models.QuerySet):
    def visible_to(self, user: Any, permission: str):
        """The rows in the places of those assignments whose role grants this permission."""
        return self.filter(territory(self.model.region_path, user.places(permission)))


class Scoped(models.Model):
    """A model names in `region_path` the look-up that leads to its place's path."""

    region_path = "customary_village__path"

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True
