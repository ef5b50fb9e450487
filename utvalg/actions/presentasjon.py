"""The de-identified text: written by one, signed by another."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from avvik.enums import MASKERT, Status
from avvik.models import Avvik, Rabrakort
from helsefellesskap.feil import UlovligOvergang, Versjonskonflikt
from helsefellesskap.models import Bruker
from helsefellesskap.transaksjon import handling
from utvalg import rules
from utvalg.actions._felles import begynn, bytt, krev, krev_ikke_trukket
from utvalg.actions.inhabilitet import foresla_inhabile
from utvalg.enums import Motestatus
from utvalg.models import Laeringspunkt, Presentasjon, Sak, Vedtak

TEKSTER = ("tittel", "hva_skjedde", "gikk_bra", "svar_fra_enhet", "forslag")
PAAKREVD = {
    "tittel": _("Skriv en tittel"),
    "hva_skjedde": _("Skriv hva som skjedde"),
}


@handling
def skriv_presentasjon(
    kilde: Avvik | Rabrakort,
    *,
    tekster: dict[str, str],
    versjon: int,
    av: Bruker,
    naa: datetime,
) -> Presentasjon:
    """Write or change the text about a case or card put forward.

    `versjon` is 0 for the first text. A change takes the signature away.
    """
    begynn(av)
    krev(rules.kan_forberede(av))
    krev_foreslatt(kilde)
    rene = {felt: (tekster.get(felt) or "").strip() for felt in TEKSTER}
    if mangler := {f: t for f, t in PAAKREVD.items() if not rene[f]}:
        raise ValidationError(mangler)
    finnes = presentasjon_av(kilde)
    if (finnes.versjon if finnes else 0) != versjon:
        raise Versjonskonflikt
    if finnes is None:
        return _ny(kilde, rene, av=av, naa=naa)
    if any(getattr(finnes, felt) != rene[felt] for felt in TEKSTER):
        _krev_ikke_behandlet(finnes)
        _endre(finnes, rene, av=av, naa=naa)
    return finnes


def krev_foreslatt(kilde: Avvik | Rabrakort) -> None:
    if not kilde.foreslatt_fsu:
        raise UlovligOvergang("ikke_foreslatt", "skriv_presentasjon")
    if isinstance(kilde, Avvik) and kilde.status in Status.telles_ikke():
        raise UlovligOvergang(kilde.status, "skriv_presentasjon")


def presentasjon_av(kilde: Avvik | Rabrakort) -> Presentasjon | None:
    alle = Presentasjon.objects.uten_tilgangskontroll(grunn="skriv presentasjon")
    felt = "avvik" if isinstance(kilde, Avvik) else "rabrakort"
    return alle.filter(**{felt: kilde}).first()


def _ny(
    kilde: Avvik | Rabrakort, tekster: dict[str, str], *, av: Bruker, naa: datetime
) -> Presentasjon:
    avsender, mottaker = rules.parter(kilde)
    felt = "avvik" if isinstance(kilde, Avvik) else "rabrakort"
    return Presentasjon.objects.create(
        **{felt: kilde},
        **tekster,
        gruppe_id=getattr(kilde, "gruppe_id", None),
        avsender=avsender,
        mottaker=mottaker,
        maaned=rules.maaned(kilde),
        skrevet_av=av,
        endret=naa,
    )


def _endre(
    presentasjon: Presentasjon, tekster: dict[str, str], *, av: Bruker, naa: datetime
) -> None:
    bytt(
        presentasjon,
        **tekster,
        skrevet_av=av,
        endret=naa,
        kontrollert_av=None,
        kontrollert_tid=None,
    )


def _krev_ikke_behandlet(presentasjon: Presentasjon) -> None:
    """After the meeting the text stands."""
    saker = Sak.objects.uten_tilgangskontroll(grunn="er behandlet")
    avholdte = saker.filter(presentasjon=presentasjon, mote__status=Motestatus.AVHOLDT)
    if avholdte.exists():
        raise UlovligOvergang(Motestatus.AVHOLDT, "skriv_presentasjon")


@handling
def kontroller(
    presentasjon: Presentasjon, *, versjon: int, av: Bruker, naa: datetime
) -> None:
    """A second person signs that nothing points to a person or a unit."""
    begynn(av)
    krev(rules.kan_forberede(av) and presentasjon.skrevet_av_id != av.pk)
    krev_ikke_trukket(presentasjon, "kontroller")
    if presentasjon.versjon != versjon:
        raise Versjonskonflikt
    if presentasjon.kontrollert_tid is not None:
        raise UlovligOvergang("kontrollert", "kontroller")
    bytt(presentasjon, kontrollert_av=av, kontrollert_tid=naa)
    saker = Sak.objects.uten_tilgangskontroll(grunn="foreslå inhabile")
    for sak in saker.filter(
        presentasjon=presentasjon, mote__status=Motestatus.PLANLAGT
    ).select_related("mote"):
        foresla_inhabile(sak)


@handling
def masker_presentasjon(
    presentasjon: Presentasjon, *, felt: str, av: Bruker, naa: datetime
) -> None:
    """Replace one text by «[fjernet]», also after the meeting.

    The signature goes with it: nobody reads the rest before a second person
    has looked at it anew.
    """
    krev(rules.kan_forberede(av))
    if felt not in TEKSTER:
        raise ValueError("not a text of a presentation")
    _endre(presentasjon, {felt: MASKERT}, av=av, naa=naa)


@handling
def masker_laeringspunkt(punkt: Laeringspunkt, *, av: Bruker, naa: datetime) -> None:
    krev(rules.kan_forberede(av))
    bytt(punkt, tekst=MASKERT)


@handling
def masker_vedtak(vedtak: Vedtak, *, av: Bruker, naa: datetime) -> None:
    krev(rules.kan_forberede(av))
    Vedtak.objects.filter(pk=vedtak.pk).update(tekst=MASKERT)
    vedtak.tekst = MASKERT
