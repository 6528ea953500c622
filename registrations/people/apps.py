from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "registrations.people"
    label = "people"
