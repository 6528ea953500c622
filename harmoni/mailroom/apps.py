from django.apps import AppConfig


class MailroomConfig(AppConfig):
    name = "harmoni.mailroom"
    label = "mailroom"
