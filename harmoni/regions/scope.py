"""Who may see which rows. The only place where territory meets a queryset."""

from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Q


def territory(path_field: str, paths: list[str]) -> Q:
    """Rows whose place path begins with one of the paths; no path, no row; an empty path is everywhere."""
    if "" in paths:
        return Q()
    return reduce(or_, (Q(**{f"{path_field}__startswith": path}) for path in paths), Q(pk__in=[]))


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
