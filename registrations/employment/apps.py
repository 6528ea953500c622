from django.apps import AppConfig


class EmploymentConfig(AppConfig):
    name = "registrations.employment"
    label = "employment"
