from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "harmoni.letters"
    label = "letters"
