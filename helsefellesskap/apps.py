from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class HelsefellesskapConfig(AppConfig):
    name = "helsefellesskap"
    verbose_name = "Helsefellesskapet"

    def ready(self) -> None:
        from helsefellesskap import checks  # noqa: F401  registers the checks
        from helsefellesskap.databaseroller import gi_rettigheter
        from helsefellesskap.drift import HELSESJEKKER, registrer_installasjon
        from helsefellesskap.innlogging import koble_til
        from helsefellesskap.register import (
            Menypunkt,
            Oppsettpunkt,
            meld_inn_helsesjekk,
            meld_inn_logg,
            meld_inn_meny,
            meld_inn_oppsett,
        )

        meld_inn_logg("helsefellesskap_tilgangslogg", "helsefellesskap_endringslogg")
        meld_inn_oppsett(
            Oppsettpunkt(
                _("Tekster"),
                _("Varslene om hast, meldeplikt og personvern."),
                "tekster",
                60,
            )
        )
        meld_inn_meny(
            Menypunkt(_("Administrasjon"), "admin:index", 90, lambda b: b.is_staff)
        )
        koble_til()
        post_migrate.connect(gi_rettigheter, dispatch_uid="rettigheter")
        post_migrate.connect(
            registrer_installasjon, sender=self, dispatch_uid="installasjon"
        )
        for sjekk in HELSESJEKKER:
            meld_inn_helsesjekk(sjekk)
