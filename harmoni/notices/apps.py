from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NoticesConfig(AppConfig):
    name = "harmoni.notices"
    label = "notices"

    def ready(self):
        """Each book says in its `reminders.py` which of its dates people are reminded of."""
        autodiscover_modules("reminders", "contract_reminders", "digest")
