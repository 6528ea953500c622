from django.apps import AppConfig


class VillagesConfig(AppConfig):
    name = "adat.villages"
    label = "villages"
