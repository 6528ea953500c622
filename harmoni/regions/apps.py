from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "harmoni.regions"
    label = "regions"
