"""What a person may do with the registers and with themselves."""

from datetime import date, datetime

from django.conf import settings

from helsefellesskap.enums import Rollenavn, Tekstnokkel
from helsefellesskap.feil import IkkeLov, Versjonskonflikt
from helsefellesskap.models import Bruker, Enhet, Rolle, Tekst
from helsefellesskap.transaksjon import handling


@handling
def velg_spraak(bruker: Bruker, *, spraak: str, av: Bruker) -> None:
    """The language of a person's pages and letters; their own choice only."""
    if spraak not in dict(settings.LANGUAGES):
        raise ValueError("not one of our languages")
    if bruker.pk != av.pk:
        raise IkkeLov
    bruker.spraak = spraak
    bruker.save(update_fields=["spraak"])


@handling
def opprett_bruker(
    email: str,
    *,
    navn: str,
    av: Bruker | str,
    stilling: str = "",
    demo: bool = False,
    teknisk: bool = False,
) -> Bruker:
    """A person who can log in by code; rights come with gi_rolle.

    `teknisk` opens Django's administration, which shows no case.
    """
    return Bruker.objects.create_user(
        email,
        navn,
        stilling=stilling,
        demo=demo,
        is_staff=teknisk,
        is_superuser=teknisk,
    )


@handling
def gi_rolle(
    bruker: Bruker,
    *,
    navn: Rollenavn,
    fra: date,
    av: Bruker | str,
    enhet: Enhet | None = None,
    til: date | None = None,
) -> Rolle:
    return Rolle.objects.create(bruker=bruker, navn=navn, enhet=enhet, fra=fra, til=til)


@handling
def sett_kontaktlinje(enhet: Enhet, *, tekst: str, av: Bruker | str) -> None:
    """How the other side reaches the unit about which patient it is."""
    enhet.kontaktlinje = tekst
    enhet.save(update_fields=["kontaktlinje"])


@handling
def lagre_tekst(
    nokkel: Tekstnokkel,
    *,
    spraak: str,
    tittel: str,
    tekst: str,
    versjon: int,
    av: Bruker,
    naa: datetime,
) -> Tekst:
    """Word a notice anew; empty texts bring the standard text back.

    `versjon` is the one the person saw, 0 where the text was never changed.
    Raises Versjonskonflikt when somebody was faster.
    """
    if not av.tilganger.sekretariat:
        raise IkkeLov
    siste = Tekst.objects.historikk(nokkel, spraak).first()
    if versjon != (siste.versjon if siste else 0):
        raise Versjonskonflikt
    innhold = {"tittel": tittel, "tekst": tekst, "endret_av": av, "endret_tid": naa}
    ny, laget = Tekst.objects.get_or_create(
        nokkel=nokkel, spraak=spraak, versjon=versjon + 1, defaults=innhold
    )
    if not laget:
        raise Versjonskonflikt
    return ny
