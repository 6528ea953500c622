from django.apps import AppConfig


class MediationConfig(AppConfig):
    name = "adat.mediation"
    label = "mediation"
