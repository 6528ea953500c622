from django.apps import AppConfig


class ResidencyConfig(AppConfig):
    name = "registrations.residency"
    label = "residency"
