from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "harmoni.notices"
    label = "notices"
