from django.apps import AppConfig


class PreventionConfig(AppConfig):
    name = "adat.prevention"
    label = "prevention"
