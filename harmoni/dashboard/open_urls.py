"""Addresses that other people's programs keep: they stay as they are."""

import datetime

from django.urls import path, register_converter

from harmoni.dashboard import open_data_views as views


class Day:
    """A day as it stands in a file's name; one that no calendar has is no address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> datetime.date:
        return datetime.date.fromisoformat(value)

    def to_url(self, value: datetime.date) -> str:
        return str(value)


register_converter(Day, "day")
app_name = "open_data"
urlpatterns = [
    path("", views.OpenData.as_view(), name="home"),
    path("harmoni.csv", views.table, name="table"),
    path("harmoni.csv-metadata.json", views.metadata, name="metadata"),
    path("harmoni-<day:week>.csv", views.table, name="week"),
    path("kamus.csv", views.dictionary, name="dictionary"),
    path("<slug:code>/", views.OpenData.as_view(), name="place"),
]
