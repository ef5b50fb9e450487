from django.apps import AppConfig


class AvvikConfig(AppConfig):
    name = "avvik"
    verbose_name = "Samhandlingsavvik"

    def ready(self) -> None:
        from helsefellesskap.register import meld_inn_logg

        from avvik import epost

        meld_inn_logg("avvik_hendelse")
        epost.meld_inn()
