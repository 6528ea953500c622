"""Figures kept beside the books, and those of a week that stand still, so that nobody can be subtracted out."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Counted(models.Model):
    """What one stay, letter or journey counts as just now: in which place, of which origin, in which cells.

    `turns_on`: the day on which it counts as something else by itself (a plan that has passed, a birthday).
    """

    person_id = models.UUIDField(db_index=True)
    place = models.CharField(max_length=90, help_text="path of the place of stay, or the regency's code")
    origin = models.CharField(max_length=10, blank=True)
    cells = ArrayField(models.CharField(max_length=30), help_text="`sex/L`; `active/*` is the place itself")
    turns_on = models.DateField(null=True, db_index=True)

    def __str__(self):
        return f"{self.place} {self.origin} {' '.join(self.cells)}"


class Figure(models.Model):
    """One figure of one viewpoint, kept by the fold: the true count, and what may be told of it now."""

    scope = models.CharField(max_length=90, help_text="`stay:51` by place of stay, `origin:53` by origin")
    breakdown = models.CharField(max_length=20)
    cell = models.CharField(max_length=90)
    count = models.IntegerField()
    told = models.IntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "breakdown", "cell"], name="figure_once")]

    def __str__(self):
        return f"{self.scope} {self.breakdown} {self.cell}"


class Fold(models.Model):
    """How far the figures have followed the history: one row. `drift`: how many differed from the books at night."""

    seal = models.BigIntegerField(null=True, help_text="number of the last act that was counted")
    at = models.DateTimeField(null=True)
    drift = models.IntegerField(default=0)
    compared_at = models.DateTimeField(null=True)

    def __str__(self):
        return f"{self.seal} {self.at}"


class Week(models.Model):
    """A week whose figures were frozen, and when: Monday 00:00 WITA or soon after."""

    week = models.DateField(primary_key=True, help_text="the Monday")
    at = models.DateTimeField(db_default=Now())

    def __str__(self):
        return str(self.week)


class Snapshot(models.Model):
    """One cell of one breakdown as it stood when the week was frozen; `told` is null where it stays hidden."""

    week = models.DateField(help_text="the Monday")
    scope = models.CharField(max_length=90, help_text="`stay:51` by place of stay, `origin:53` by origin")
    breakdown = models.CharField(max_length=20)
    cell = models.CharField(max_length=90)
    count = models.PositiveIntegerField()
    told = models.IntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["week", "scope", "breakdown", "cell"], name="snapshot_cell_once")
        ]

    def __str__(self):
        return f"{self.week} {self.scope} {self.breakdown} {self.cell}"


class PublicFigure(models.Model):
    """One figure of the public page of the five points as it was told on one day; None: too few to be told."""

    day = models.DateField()
    metric = models.CharField(max_length=40)
    value = models.PositiveIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "metric"], name="public_figure_once")]

    def __str__(self):
        return f"{self.day} {self.metric}"
