"""What the sekretariat does for those who do not use the system.

It files what came on paper or by telephone, sends cases as letters to units that
are not tilknyttet, and answers as letters to senders nobody reaches here.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from avvik import rules
from avvik.actions._felles import datofeil, krev, krev_naa, noter, oppdater
from avvik.enums import Slag, Verb
from avvik.models import Avvik, Svar, Utkast
from helsefellesskap.arbeidsdager import lokal_dato
from helsefellesskap.enums import Virksomhetstype
from helsefellesskap.models import Bruker, Enhet
from helsefellesskap.transaksjon import handling


@handling
def registrer_utkast(
    *,
    enhet: Enhet,
    kanal: str,
    mottatt_dato: date,
    registrert_for: Bruker | None = None,
    innmelder: str = "",
    slag: str = Slag.AVVIK,
    av: Bruker,
    naa: datetime,
) -> Utkast:
    """Begin to file for a unit: a draft of the sekretariat's, marked with the unit.

    `registrert_for` works in the unit and becomes the melder; else `innmelder`
    says whom to answer. Raises ValidationError by column.
    """
    krev(av.tilganger.sekretariat)
    krev(enhet.virksomhet.type != Virksomhetstype.SEKRETARIAT)
    feil = _feil_i_hvem(enhet, registrert_for, innmelder)
    if datoen := datofeil(mottatt_dato, lokal_dato(naa)):
        feil["mottatt_dato"] = datoen
    if feil:
        raise ValidationError(feil)
    return Utkast.objects.create(
        melder=av,
        enhet=enhet,
        kanal=kanal,
        mottatt_dato=mottatt_dato,
        registrert_for=registrert_for,
        innmelder="" if registrert_for else innmelder,
        slag=slag,
        endret=naa,
    )


def _feil_i_hvem(enhet: Enhet, person: Bruker | None, innmelder: str) -> dict:
    if person is None:
        mangler = {"innmelder": _("Skriv hvem vi kan svare")}
        return {} if innmelder.strip() else mangler
    person.glem_tilgang()
    if enhet.pk not in person.tilganger.egne_enheter:
        return {"registrert_for": _("Velg en som arbeider i enheten")}
    return {}


@handling
def sendt_som_brev(avvik: Avvik, *, dato: date, av: Bruker, naa: datetime) -> None:
    """The case went as a letter to the unit that has it and is not tilknyttet."""
    i_dag = lokal_dato(naa)
    krev(rules.er_paa_vegne(av, avvik, i_dag))
    krev_naa(rules.kan_sende_brev(av, avvik, i_dag), avvik, Verb.SENDT_SOM_BREV)
    _krev_dato(dato, avvik.meldt_dato, i_dag)
    oppdater(avvik, brev_sendt=dato)
    noter(
        avvik,
        Verb.SENDT_SOM_BREV,
        av=av,
        naa=naa,
        til_enhet=avvik.holder,
        dato=dato,
    )


@handling
def svar_sendt_som_brev(avvik: Avvik, *, dato: date, av: Bruker, naa: datetime) -> None:
    """Every answer so far went as a letter to the sender without an account."""
    krev(rules.er_for_innmelder(av, avvik))
    usendte = Svar.objects.uten_tilgangskontroll(grunn="svar som brev").filter(
        avvik=avvik, sendt_tid__isnull=False, sendt_som_brev__isnull=True
    )
    krev_naa(avvik.teller and usendte.exists(), avvik, Verb.SVAR_SOM_BREV)
    _krev_dato(dato, avvik.siste_svar_dato or avvik.meldt_dato, lokal_dato(naa))
    usendte.update(sendt_som_brev=dato)
    noter(
        avvik,
        Verb.SVAR_SOM_BREV,
        av=av,
        naa=naa,
        til_enhet=avvik.meldende_enhet,
        dato=dato,
    )


def _krev_dato(dato: date, fra: date, til: date) -> None:
    if not fra <= dato <= til:
        raise ValidationError(
            {
                "dato": _(
                    "Brevet kan ikke være sendt før det var skrevet, eller i morgen"
                )
            }
        )
