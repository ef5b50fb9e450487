"""Links in the top menu."""

from django.utils.translation import gettext_lazy as _

from avvik import lister
from avvik.enums import Valgliste
from helsefellesskap.enums import Rollenavn
from helsefellesskap.models import Bruker
from helsefellesskap.register import (
    Menypunkt,
    Oppsettpunkt,
    meld_inn_meny,
    meld_inn_oppsett,
)
from helsefellesskap.tid import i_dag

OM_LISTENE = {
    Valgliste.PASIENTGRUPPE: _("Hvem pasienten er, grovt sett."),
    Valgliste.FASE: _("Hvor i forløpet det skjedde."),
    Valgliste.MELDINGSTYPE: _("Elektroniske meldinger mellom sykehus og kommune."),
    Valgliste.AVTALEPUNKT: _("Punktene i samarbeidsavtalen, og samarbeidsnormen."),
}


def kan_melde(bruker: Bruker) -> bool:
    return bool(bruker.tilganger.egne_enheter)


def har_egne_saker(bruker: Bruker) -> bool:
    """Leaders find what they filed under «Sendt av oss»."""
    t = bruker.tilganger
    return t.har(Rollenavn.MELDER) or bool(t.egne_enheter and not t.leder_enheter)


def har_innboks(bruker: Bruker) -> bool:
    t = bruker.tilganger
    return bool(t.holder_enheter or t.saksbehandler_enheter)


def har_sendt(bruker: Bruker) -> bool:
    return bool(bruker.tilganger.leder_enheter or bruker.tilganger.kontakt_virksomheter)


def har_enheter_under(bruker: Bruker) -> bool:
    return bool(bruker.tilganger.enheter_under)


def har_arbeidsliste(bruker: Bruker) -> bool:
    t = bruker.tilganger
    return t.sekretariat or bool(t.kontakt_virksomheter)


def har_oppsett(bruker: Bruker) -> bool:
    return bruker.tilganger.sekretariat


def har_personvernsaker(bruker: Bruker) -> bool:
    return bool(bruker.tilganger.ombud_virksomheter)


def antall_uvurderte(bruker: Bruker) -> int:
    return lister.personvernsaker(bruker).filter(uvurdert=True).count()


def antall_apne(bruker: Bruker) -> int:
    return lister.egne(bruker).levende().apne().count()


def antall_ma_gjores(bruker: Bruker) -> int:
    return lister.ma_gjores(bruker, i_dag())


def meld_inn() -> None:
    meld_inn_meny(
        Menypunkt(
            _("Arbeidsliste"), "arbeidsliste", 5, har_arbeidsliste, antall_ma_gjores
        ),
        Menypunkt(_("Innboks"), "innboks", 10, har_innboks, antall_apne),
        Menypunkt(_("Enheter under deg"), "innboks_under", 15, har_enheter_under),
        Menypunkt(
            _("Personvernsaker"),
            "personvernsaker",
            16,
            har_personvernsaker,
            antall_uvurderte,
        ),
        Menypunkt(_("Sendt av oss"), "sendt", 30, har_sendt),
        Menypunkt(_("Meld"), "meld_start", 20, kan_melde),
        Menypunkt(_("Mine saker"), "mine", 25, har_egne_saker),
        Menypunkt(_("Oppsett"), "oppsett", 80, har_oppsett),
    )
    meld_inn_oppsett(
        Oppsettpunkt(
            _("Kategorier"), _("Det meldingene handler om."), "kategorier", 10
        ),
        *(
            Oppsettpunkt(liste.label, OM_LISTENE[liste], "valgliste", 20, (liste,))
            for liste in Valgliste
        ),
        Oppsettpunkt(
            _("Småfeil som telles"),
            _("Det enhetene kan telle med ett trykk."),
            "trendtyper",
            40,
        ),
    )
