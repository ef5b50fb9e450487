from django.apps import AppConfig


class UtvalgConfig(AppConfig):
    name = "utvalg"
    verbose_name = "Utvalg"

    def ready(self) -> None:
        from utvalg import epost, meny

        epost.meld_inn()
        meny.meld_inn()
