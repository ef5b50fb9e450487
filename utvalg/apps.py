from django.apps import AppConfig


class UtvalgConfig(AppConfig):
    name = "utvalg"
    verbose_name = "Utvalg"

    def ready(self) -> None:
        from helsefellesskap.register import meld_inn_to_faktorer
        from utvalg import epost, meny, rules

        epost.meld_inn()
        meny.meld_inn()
        meld_inn_to_faktorer(lambda bruker: bool(rules.plasser(bruker)))
