from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "harmoni.home"
    label = "home"
