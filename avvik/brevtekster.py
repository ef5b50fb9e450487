"""What letters about cases say: number, own unit, date and link, never more (design 5).

Who gets one: epost.py. Whether it is still wanted when its turn comes: onsket.py.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from avvik import onsket
from avvik.enums import Status, Stige
from avvik.plikter import datatilsynsfrist, klokkeslett
from helsefellesskap.models import Bruker, Enhet, Virksomhet
from helsefellesskap.register import Brevinnhold, Brevslag, meld_inn_brevslag


def lenke(rute: str, *args: Any) -> str:
    return settings.BASE_URL + reverse(rute, args=args)


def _dato(dato: date) -> str:
    return date_format(dato, "DATE_FORMAT")


def _innhold(kind: str, emne: Any, tekst: Any) -> Callable:
    """Texts with the placeholders nr, enhet, virksomhet, frist, bekreft, lovet,
    innen (72 hours) and url."""

    def skriv(brev: Any, mottaker: Bruker) -> Brevinnhold:
        avvik = onsket.saken(brev)
        forslag = FORSLAGSTEKSTER.get(kind) if avvik.er_forslag else None
        om, hva = forslag or (emne, tekst)
        enhet = Enhet.objects.filter(pk=brev.gjelder.get("enhet")).first()
        virksomhet = Virksomhet.objects.filter(pk=brev.gjelder.get("virksomhet"))
        verdier = {
            "nr": avvik.saksnummer,
            "enhet": enhet.navn if enhet else "",
            "virksomhet": "".join(virksomhet.values_list("navn", flat=True)),
            "innen": klokkeslett(datatilsynsfrist(avvik)),
            "frist": _dato(avvik.holder_frist),
            "bekreft": _dato(avvik.bekreft_innen),
            "lovet": _dato(avvik.lovet_svar),
            "url": lenke("sak", avvik.saksnummer),
        }
        return Brevinnhold(str(om) % verdier, str(hva) % verdier)

    return skriv


def _rabra(emne: Any, tekst: Any) -> Callable:
    def skriv(brev: Any, mottaker: Bruker) -> Brevinnhold:
        kort = onsket.kortet(brev)
        verdier = {"enhet": kort.enhet.navn, "url": lenke("rabrakort", kort.nummer)}
        return Brevinnhold(str(emne) % verdier, str(tekst) % verdier)

    return skriv


def _paminnelseslinje(brev: Any, mottaker: Bruker) -> Brevinnhold:
    """One line of the daily digest: number, unit, date, link."""
    p = onsket.paminnelsen(brev)
    verdier = {
        "nr": p.avvik.saksnummer,
        "enhet": p.avvik.holder.navn,
        "frist": _dato(
            p.avvik.holder_frist if p.stige == Stige.SVAR else p.avvik.bekreft_innen
        ),
        "url": lenke("sak", p.avvik.saksnummer),
    }
    if p.stige == Stige.SVAR:
        tekst = _("Sak %(nr)s hos %(enhet)s: frist for svar %(frist)s. %(url)s")
    elif p.avvik.status == Status.TIL_FORDELING:
        tekst = _("Sak %(nr)s hos %(enhet)s: fordel innen %(frist)s. %(url)s")
    else:
        tekst = _("Sak %(nr)s hos %(enhet)s: bekreft mottak innen %(frist)s. %(url)s")
    return Brevinnhold("", tekst % verdier)


# Kind -> subject, text, for whom it is still wanted.
TEKSTER = {
    "ny_sak": (
        _("Ny sak %(nr)s til %(enhet)s"),
        _(
            "Dere har fått en sak. Bekreft mottak innen %(bekreft)s og svar "
            "innen %(frist)s. Åpne saken: %(url)s"
        ),
        onsket.for_holder(Status.SENDT, Status.TIL_FORDELING),
    ),
    "ny_sak_papir": (
        _("Sak %(nr)s skal sendes som brev"),
        _(
            "Saken er til %(enhet)s, som ikke bruker løsningen. Skriv den ut og send "
            "den som brev innen %(bekreft)s. Åpne saken: %(url)s"
        ),
        onsket.paa_papir,
    ),
    "alvorlig": (
        _("Sak %(nr)s er meldt som alvorlig"),
        _(
            "Saken gjelder %(enhet)s. Vurder i dag om hendelsen må meldes andre "
            "steder. Åpne saken: %(url)s"
        ),
        onsket.for_enheten,
    ),
    "personvernombud": (
        _("Sak %(nr)s skal vurderes innen 72 timer"),
        _(
            "Saken er hos %(virksomhet)s og gjelder personvernombudet eller den som "
            "har oppgaven. Fristen er %(innen)s. Åpne saken: %(url)s"
        ),
        onsket.for_ombudet,
    ),
    "retting_bedt": (
        _("Bedt om retting i sak %(nr)s"),
        _("Avsenderen ber om at en tekst blir rettet eller fjernet. Sak: %(url)s"),
        onsket.for_sekretariatet,
    ),
    "retting_svart": (
        _("Svar om retting i sak %(nr)s"),
        _("Sekretariatet har sett på det du ba om. Les svaret: %(url)s"),
        onsket.for_den_som_ba,
    ),
    "kvittering": (
        _("Meldingen din er mottatt: %(nr)s"),
        _("Du får svar innen %(lovet)s. Følg saken: %(url)s"),
        onsket.for_melder(*Status.apne()),
    ),
    "videresendt": (
        _("Sak %(nr)s er sendt til en annen enhet"),
        _("Du får svar innen %(lovet)s. Følg saken: %(url)s"),
        onsket.for_melder(*Status.apne()),
    ),
    "sporsmal": (
        _("Spørsmål i sak %(nr)s"),
        _("Mottaker trenger mer fra deg. Svar her: %(url)s"),
        onsket.for_melder(Status.VENTER_PA_MELDER),
    ),
    "hvilken_pasient": (
        _("Sak %(nr)s: mottaker må vite hvilken pasient det gjelder"),
        _(
            "Si fra på dialogmelding eller telefon til kontakten som står i "
            "saken, og oppgi saksnummeret. Ikke skriv det her eller på e-post. "
            "Åpne saken: %(url)s"
        ),
        onsket.for_melder(*Status.apne()),
    ),
    "svar_klart": (
        _("Svar på sak %(nr)s"),
        _("Det er kommet svar på en sak du meldte. Les svaret: %(url)s"),
        onsket.for_melder(Status.BESVART),
    ),
    "lagt_bort": (
        _("Sak %(nr)s er lukket"),
        _("Saken er lukket uten svar. Les hvorfor: %(url)s"),
        onsket.for_melder(),
    ),
    "melder_har_svart": (
        _("Melder har svart i sak %(nr)s"),
        _("Fristen for svar er nå %(frist)s. Åpne saken: %(url)s"),
        onsket.for_holder(Status.MOTTATT),
    ),
    "melder_svarte_ikke": (
        _("Melder har ikke svart i sak %(nr)s"),
        _(
            "Saken er hos dere igjen. Fristen for svar er nå %(frist)s. "
            "Åpne saken: %(url)s"
        ),
        onsket.for_holder(Status.MOTTATT),
    ),
    "mer_trengs": (
        _("Melder har flere spørsmål i sak %(nr)s"),
        _("Svar innen %(frist)s. Åpne saken: %(url)s"),
        onsket.for_holder(Status.MER_ONSKET),
    ),
    "fsu_mer": (
        _("Utvalget ber om mer om sak %(nr)s"),
        _(
            "Utvalget har gått gjennom saken og ber om mer innen %(frist)s. "
            "Åpne saken: %(url)s"
        ),
        onsket.for_holder(Status.MER_ONSKET),
    ),
    "uenig": (
        _("Sak %(nr)s er avsluttet uten enighet"),
        _("Melder er uenig i svaret. Begge syn står i saken: %(url)s"),
        onsket.for_holder(Status.AVSLUTTET),
    ),
    "uttalelse_gitt": (
        _("Uttalelse i sak %(nr)s"),
        _("Enheten dere spurte, har svart. Åpne saken: %(url)s"),
        onsket.for_holder(*Status.apne()),
    ),
    "uttalelse_bedt": (
        _("Kan dere uttale dere om sak %(nr)s?"),
        _("En enhet på egen side ber om synet deres. Åpne saken: %(url)s"),
        onsket.for_den_spurte,
    ),
    "gitt_saksbehandler": (
        _("Du har fått sak %(nr)s"),
        _("Lederen din har gitt deg en sak. Åpne saken: %(url)s"),
        onsket.for_saksbehandler,
    ),
}
# What the same letters say when it is a proposal.
FORSLAGSTEKSTER = {
    "ny_sak": (
        _("Nytt forslag %(nr)s til %(enhet)s"),
        _(
            "Dere har fått et forslag til forbedring. Bekreft mottak innen "
            "%(bekreft)s og svar innen %(frist)s. Åpne forslaget: %(url)s"
        ),
    ),
    "ny_sak_papir": (
        _("Forslag %(nr)s skal sendes som brev"),
        _(
            "Forslaget er til %(enhet)s, som ikke bruker løsningen. Skriv det ut og "
            "send det som brev innen %(bekreft)s. Åpne forslaget: %(url)s"
        ),
    ),
    "kvittering": (
        _("Forslaget ditt er mottatt: %(nr)s"),
        _("Du får svar innen %(lovet)s. Følg forslaget: %(url)s"),
    ),
    "videresendt": (
        _("Forslag %(nr)s er sendt til en annen enhet"),
        _("Du får svar innen %(lovet)s. Følg forslaget: %(url)s"),
    ),
    "svar_klart": (
        _("Svar på forslag %(nr)s"),
        _("Det er kommet svar på et forslag du sendte. Les svaret: %(url)s"),
    ),
}
RABRATEKSTER = {
    "rabra_ny": (
        _("Dere har fått et #Råbra!-kort"),
        _(
            "Noen vil takke enheten for god samhandling. Les kortet og send "
            "takk: %(url)s"
        ),
        onsket.for_den_som_takker,
    ),
    "rabra_ny_for": (
        _("#Råbra!-kort til %(enhet)s"),
        _(
            "Noen vil takke enheten for god samhandling. Ingen leder der kan lese "
            "kortet nå. Send takk, og gi det til dem som får ros: %(url)s"
        ),
        onsket.for_den_som_takker,
    ),
    "rabra_takk": (
        _("Takk for #Råbra!-kortet"),
        _("Enheten har lest #Råbra!-kortet og sier takk. %(url)s"),
        onsket.for_kortleser,
    ),
    "rabra_til_deg": (
        _("Du har fått et #Råbra!-kort"),
        _("Noen vil takke deg for god samhandling. Les kortet: %(url)s"),
        onsket.for_kortleser,
    ),
}


def meld_inn() -> None:
    """Register every kind of letter; called once from AppConfig.ready()."""
    for kind, (emne, tekst, vilkaar) in TEKSTER.items():
        meld_inn_brevslag(kind, Brevslag(_innhold(kind, emne, tekst), vilkaar))
    for kind, (emne, tekst, vilkaar) in RABRATEKSTER.items():
        meld_inn_brevslag(kind, Brevslag(_rabra(emne, tekst), vilkaar))
    for stige in Stige:
        meld_inn_brevslag(
            f"paminnelse_{stige}", Brevslag(_paminnelseslinje, onsket.for_paminnet)
        )
