"""Everybody × every address: exactly the texts that design 4 allows, no more, no less.

tests/tilgang: `verden` builds cases, cards, meetings and reports; `kanarier` gives
every text its own canary; `kall` lists what is sent to every address; `tabell` says
who gets what.
"""

import re
from types import SimpleNamespace

import pytest

from avvik.models import Paminnelse
from helsefellesskap import epost, register
from helsefellesskap.models import Brev
from rapporter.pdf import pango_finnes
from tests.sso import sett_opp
from tests.tilgang import grupper as gruppemodul
from tests.tilgang.kall import alle_kall, ruter
from tests.tilgang.kanarier import finn, i_svar, kan_lese_pdf, kolonner, rader
from tests.tilgang.lesing import lukket_verden, spor
from tests.tilgang.personer import ALLE, MED_UTKAST, UTENFOR
from tests.tilgang.tabell import ALLE_SIDER, APENT_SKJEMA, UTEN_REGISTRE
from tests.tilgang.tabell_saker import SAKER

pytestmark = [pytest.mark.treg, pytest.mark.urls("tests.tilgang.urls")]


@pytest.fixture(scope="module")
def v(django_db_setup, django_db_blocker):
    with lukket_verden(django_db_blocker) as verden:
        verden.topplinje = _topplinje(verden)
        verden.grupper = {
            **gruppemodul.del_opp(verden.kanarier),
            **_egne_grupper(verden),
        }
        yield verden


def _topplinje(v):
    """Own name and units, which stand on top of every page."""
    linjer = {"anonym": set(), MED_UTKAST: set()}
    for navn, bruker in v.personer.items():
        enheter = bruker.roller.exclude(enhet=None).values_list("enhet", flat=True)
        linjer[navn] = {f"enhet.{v.navn['enhet', pk]}.navn" for pk in enheter}
        linjer[navn].add(f"bruker.{navn}.navn")
    return linjer


def _egne_grupper(v):
    """Numbers, and what one unit sees of a case it no longer holds."""
    numre = {f"nr:{n}": {f"avvik.{n}.nr"} for n in v.saker}
    numre |= {f"kortnr:{n}": {f"rabrakort.{n}.nr"} for n in v.kort}
    alle = v.kanarier
    egne = {
        "ortopedi": (
            "melding.A_sporsmal.",
            "tiltak.A_ortopedi.",
            "tiltaksutkast.A_ortopedi_",
            "svar.A_ortopedi_",
        ),
        "tiltak_akutt": ("tiltak.A_akutt.",),
        "melder_skrev": (
            "melding.A_svar_fra_melder.",
            "melding.A_mer.",
            "melding.A_uenig.",
        ),
        "tiltak_hjemme": ("tiltak.A_hjemme.",),
    }
    eget = {
        f"eget:{navn}": {k for k in alle if k.startswith(begynner)}
        for navn, begynner in egne.items()
    }
    eget["eget:ortopedi"].add("tildeling.A_2.begrunnelse")
    eget["tekst:D.hva"] = {"avvik.D.hva_skjedde"}
    eget["retting:D.apen"] = {"retteonske.D_apen.forklaring"}
    # A_1 is the filing itself; its column is empty outside this world.
    eget["videre:A"] = {"tildeling.A_2.begrunnelse"}
    # Level 1 is shown under its everyday name, in reports under the official one.
    return {
        **numre,
        **eget,
        "tema:1": {"kategorigruppe.D.enkelt_navn"},
        "tema:K": {"kategorigruppe.K.enkelt_navn"},
    }


def sett(v, person, kall, svar):
    """What counts of what was seen.

    Not one's own name and units in the top line, not the number one asked for
    oneself (but a 404 must not repeat even that), not what small faults are called,
    and outside the committee not the names of registers, which everybody who is
    logged in may search in, and who is not only where the form is open to all.
    """
    funnet = i_svar(svar, v.numre)
    if svar.status_code == 200:
        funnet = {k for k in funnet if _gruppe(k) != "smaafeil"}
    funnet -= v.topplinje[person.removesuffix("_etter_apning")]
    if svar.status_code != 404:
        funnet -= finn(kall.adresse, v.numre)
    anonym = person.startswith("anonym") and kall.navn not in APENT_SKJEMA
    utenfor = anonym or kall.navn in UTEN_REGISTRE
    if utenfor or svar.status_code >= 400:
        return funnet
    registre = ("register", "tema")
    return {k for k in funnet if _gruppe(k) not in registre}


def _gruppe(kanari):
    modell, _rad, felt = kanari.split(".")
    return gruppemodul.FELTER.get(f"{modell}.{felt}", "nr")


def ventet(v, person, kall):
    svar = ALLE_SIDER[kall.navn].for_person(person)
    nokler = set().union(*(v.grupper[g] for g in svar.grupper))
    eget = person.removesuffix("_etter_apning")
    nokler -= {f"bruker.{eget}.navn"} | finn(kall.adresse, v.numre)
    return svar.status, nokler


def _prov(v, kall):
    """Every disagreement of one address, in words."""
    feil = []
    for person in ALLE:
        if kall.smalt and person not in (*UTENFOR, *ALLE_SIDER[kall.navn].navngitte):
            continue
        svar = spor(v, person, kall).svar
        status, nokler = ventet(v, person, kall)
        funnet = sett(v, person, kall, svar)
        if svar.status_code != status:
            feil.append(f"{person}: {svar.status_code}, not {status}")
        if funnet - nokler:
            feil.append(f"{person} sees too much: {sorted(funnet - nokler)}")
        if nokler - funnet:
            feil.append(f"{person} does not see: {sorted(nokler - funnet)}")
    return feil


def del_av(navn):
    """Pages are tried together by the first word of their name."""
    return re.split(r"[ _?]", navn)[0]


KAN_LESE_PDF = pango_finnes() and kan_lese_pdf()


@pytest.mark.parametrize("del_", sorted({del_av(navn) for navn in ALLE_SIDER}))
def test_everybody_gets_exactly_what_is_theirs(v, del_):
    feil = {}
    for kall in alle_kall(v):
        if del_av(kall.navn) != del_ or (
            kall.rute == "rapport_pdf" and not KAN_LESE_PDF
        ):
            continue
        if funnet := _prov(v, kall):
            feil[kall.navn] = funnet
    assert feil == {}


MED_SSO = {"account_login": 200, "sso_start": 503, "sso_tilbake": 400}


@pytest.mark.parametrize("rute", MED_SSO)
def test_with_sso_only_who_is_not_logged_in_is_let_on(v, settings, rute):
    """The provider is away: what they get is told by the status."""
    sett_opp(settings, "http://127.0.0.1:1")
    (kall,) = (k for k in alle_kall(v) if k.rute == rute)
    for person in ALLE:
        svar = spor(v, person, kall).svar
        ventet_status = MED_SSO[rute] if person.startswith("anonym") else 302
        assert (person, svar.status_code) == (person, ventet_status)
        assert sett(v, person, kall, svar) == set()


def test_every_address_is_in_the_matrix(v):
    kall = alle_kall(v)
    assert {k.rute for k in kall} == ruter(), "add it to tests/tilgang/kall.py"
    assert {k.navn for k in kall} == set(ALLE_SIDER), (
        "add it to tests/tilgang/tabell.py"
    )
    assert len({k.navn for k in kall}) == len(kall)


def test_every_text_column_is_in_the_matrix(v):
    assert gruppemodul.uten_gruppe() == [], "say in tests/tilgang/grupper.py what it is"
    tomme = [
        f"{modell._meta.label}.{felt}"
        for modell, felter in kolonner()
        for felt in felter
        if not any(
            k.startswith(f"{modell._meta.model_name}.") and k.endswith(f".{felt}")
            for k in v.kanarier
        )
    ]
    assert tomme == [], "make a row with it in tests/tilgang/verden.py"


# --- letters ------------------------------------------------------------------------

# Number, own unit, date and link; a reminder names the unit it is about.
MED_ENHET = {
    "ny_sak",
    "ny_sak_papir",
    "alvorlig",
    "paminnelse_svar",
    "paminnelse_bekreft",
}
OM_KORT = {"rabra_ny", "rabra_ny_for", "rabra_takk", "rabra_til_deg"}
OM_B = {"utvalg_til_melder", "utvalg_til_enhet"}


def ventet_i_brev(kind):
    if kind in OM_KORT:
        egen = {"enhet.akutt.navn"} if kind == "rabra_ny_for" else set()
        return {"rabrakort.K.nr"} | egen
    if kind in OM_B:
        return {"avvik.B.nr"}
    if kind == "rapport_klar":
        return set()
    if kind == "personvernombud":
        return {"avvik.A.nr", "virksomhet.unn.navn"}
    return {"avvik.A.nr"} | ({"enhet.akutt.navn"} if kind in MED_ENHET else set())


def test_a_letter_of_any_kind_holds_number_own_unit_date_and_link(v):
    a, sak_b = v.saker["A"], v.moter["holdt"].saker.uten_tilgangskontroll(grunn="t")
    gjelder = {
        "avvik": a.pk,
        "enhet": v.akutt.pk,
        "virksomhet": v.unn.pk,
        "rabrakort": v.kort["K"].pk,
        "sak": sak_b.get().pk,
        "paminnelse": rader(Paminnelse).filter(avvik=a).latest("pk").pk,
        "rapport": v.rapporter["publisert"].pk,
    }
    slagene = register._register.brevslag
    sett = {}
    for kind, slag in slagene.items():
        brev = SimpleNamespace(kind=kind, gjelder=gjelder)
        innhold = slag.innhold(brev, v.leder_akutt)
        sett[kind] = finn(f"{innhold.emne} {innhold.tekst}", v.numre)
    assert sett == {kind: ventet_i_brev(kind) for kind in slagene}


def test_letters_still_wanted_go_to_people_who_may_open_what_they_are_about(v):
    """Subject, receiver and the other headers hold no more than the text."""
    sendes = set()
    for brev in Brev.objects.select_related("mottaker").exclude(kind="rapport_klar"):
        melding, feilet = epost.skriv(brev)
        assert feilet == []
        if melding is None:
            continue
        sak = v.navn.get(("avvik", brev.gjelder.get("avvik")))
        person = v.navn["bruker", brev.mottaker_id]
        if sak:
            assert SAKER[sak].for_person(person).status == 200, (brev.kind, person)
        hode = " ".join([*melding.to, *map(str, melding.message().values())])
        assert finn(hode, {}) <= {f"bruker.{person}.email", *_enheter(v)}
        sendes.add(brev.kind)
    assert sendes >= {"kvittering", "ny_sak", "mer_trengs", "uttalelse_bedt"}


def _enheter(v):
    return {k for k in v.kanarier if k.startswith("enhet.") and k.endswith(".navn")}
