from django.apps import AppConfig


class CertificationConfig(AppConfig):
    name = "registrations.certification"
    label = "certification"
