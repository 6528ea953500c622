from django.apps import AppConfig


class ResidencyConfig(AppConfig):
    name = "registrations.residency"
    label = "residency"

    def ready(self):
        from registrations.residency import scanned  # noqa: F401 - the check page knows from the start what a receipt offers
