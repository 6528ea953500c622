"""Breakdowns frozen once a week, so that no two pages can be subtracted down to a person."""

from django.db import models
from django.db.models.functions import Now


class Snapshot(models.Model):
    """One cell of one breakdown as counted when the week was frozen (Monday 00:00 WITA); shown rounded."""

    week = models.DateField(help_text="the Monday")
    scope = models.CharField(max_length=90, help_text="`stay:51` by place of stay, `origin:53` by origin")
    breakdown = models.CharField(max_length=20)
    cell = models.CharField(max_length=20)
    count = models.PositiveIntegerField()
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
