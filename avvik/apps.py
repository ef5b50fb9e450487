from django.apps import AppConfig


class AvvikConfig(AppConfig):
    name = "avvik"
    verbose_name = "Samhandlingsavvik"

    def ready(self) -> None:
        from avvik import epost, meny, paneler
        from helsefellesskap.register import meld_inn_logg

        meld_inn_logg("avvik_hendelse")
        epost.meld_inn()
        meny.meld_inn()
        paneler.meld_inn()
