from django.apps import AppConfig


class UtvalgConfig(AppConfig):
    name = "utvalg"
    verbose_name = "Utvalg"
