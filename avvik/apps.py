from django.apps import AppConfig


class AvvikConfig(AppConfig):
    name = "avvik"
    verbose_name = "Samhandlingsavvik"

    def ready(self) -> None:
        from avvik import brevtekster, meny, okt, paneler
        from helsefellesskap.register import meld_inn_logg

        meld_inn_logg("avvik_hendelse")
        brevtekster.meld_inn()
        meny.meld_inn()
        okt.koble_til()
        paneler.meld_inn()
