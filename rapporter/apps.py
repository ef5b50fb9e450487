from django.apps import AppConfig


class RapporterConfig(AppConfig):
    name = "rapporter"
    verbose_name = "Rapporter"

    def ready(self) -> None:
        from rapporter import epost, meny, paneler

        epost.meld_inn()
        meny.meld_inn()
        paneler.meld_inn()
