from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HelsefellesskapConfig(AppConfig):
    name = "helsefellesskap"
    verbose_name = "Helsefellesskapet"

    def ready(self) -> None:
        from helsefellesskap import checks  # noqa: F401  registers the checks
        from helsefellesskap.databaseroller import gi_rettigheter
        from helsefellesskap.drift import HELSESJEKKER, registrer_installasjon
        from helsefellesskap.innlogging import koble_til
        from helsefellesskap.register import meld_inn_helsesjekk, meld_inn_logg

        meld_inn_logg("helsefellesskap_tilgangslogg", "helsefellesskap_endringslogg")
        koble_til()
        post_migrate.connect(gi_rettigheter, dispatch_uid="rettigheter")
        post_migrate.connect(
            registrer_installasjon, sender=self, dispatch_uid="installasjon"
        )
        for sjekk in HELSESJEKKER:
            meld_inn_helsesjekk(sjekk)
