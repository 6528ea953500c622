from django.apps import AppConfig


class GazetteerConfig(AppConfig):
    name = "harmoni.gazetteer"
    label = "gazetteer"
