from django.apps import AppConfig


class PeriodicConfig(AppConfig):
    name = "harmoni.periodic"
    label = "periodic"
