"""What is refused: the same for foreign, missing and malformed, and always logged."""

import uuid

import pytest
from django.db import DatabaseError

from helsefellesskap import middleware
from helsefellesskap.enums import Tilgang
from tests.tilgang.kall import alle_kall
from tests.tilgang.lesing import be_om, lukket_verden, spor
from tests.tilgang.personer import PERSONER
from tests.tilgang.tabell import ALLE_SIDER, FELLESSIDER

KANARI = "Gulspurv7731"
# Never a real number, so that what is typed can be looked for in the log.
FEILFORMET = ("x", KANARI, "%00", "9999999999", "-1", "9999-99999%0a", "０１")


@pytest.fixture(scope="module")
def v(django_db_setup, django_db_blocker):
    with lukket_verden(django_db_blocker) as verden:
        yield verden


# --- foreign, missing and malformed -------------------------------------------------

# Address, who asks, and the id of what is not for that person.
NEKTEDE = {
    "sak": ("/sak/{}/", "leder_rontgen", "sak:C"),
    "sak, superbruker": ("/sak/{}/", "superbruker", "sak:A"),
    "sak, skjema": ("/sak/{}/masker/", "melder2", "sak:A"),
    "sak, ett trykk": ("POST /sak/{}/bekreft/", "leder_ortopedi", "sak:C"),
    "sak, svar": ("POST /sak/{}/besvar/", "melder_senja", "sak:A"),
    "sak, åpne": ("POST /sak/{}/apne/", "fsu_leder", "sak:A"),
    "tilbakemelding": ("/utvalg/tilbakemelding/{}/", "leder_ortopedi", "sak:B"),
    "kvittering": ("/meld/kvittering/{}/", "leder_akutt", "sak:A"),
    "kort": ("/rabra/{}/", "leder_rontgen", "kort:K"),
    "kort, takk": ("POST /rabra/{}/takk/", "leder_akutt", "kort:K2"),
    "utkast": ("/meld/utkast/{}/2/", "melder2", "utkast"),
    "utkast, slett": ("POST /meld/utkast/{}/slett/", "leder_hjemme", "utkast"),
    "kortutkast": ("/meld/rabra/{}/", "melder2", "kortutkast"),
    "kortutkast, slett": ("POST /meld/rabra/{}/slett/", "melder2", "kortutkast"),
    "møte": ("/utvalg/mote/{}/", "fsu_annet", "mote:neste"),
    "møte, utenfor": ("/utvalg/mote/{}/", "leder_akutt", "mote:neste"),
    "møtesak": ("/utvalg/mote/{}/sak/1/", "fsu_leder", "mote:annet"),
    "møte, avslutt": ("POST /utvalg/mote/{}/avslutt/", "ssu", "mote:neste"),
    "tekst": ("/utvalg/presentasjon/{}/", "sekretariat", "sak:A"),
    "tekst, medlem": ("/utvalg/presentasjon/{}/skriv/", "fsu_leder", "sak:B"),
    "rapport": ("/rapporter/{}/", "ssu", "rapport:utkast"),
    "rapport, pdf": ("/rapporter/{}/pdf/", "leder_akutt", "rapport:utkast"),
    "rapport, tall": ("/rapporter/{}/tall/", "fsu_leder", "rapport:utkast"),
}
FINNES_IKKE = {
    "sak": "1999-0001",
    "kort": "R-1999-0001",
    "utkast": str(uuid.UUID(int=7)),
    "kortutkast": str(uuid.UUID(int=7)),
    "mote": "99999",
    "rapport": "99999",
}


def fremmed(v, hva):
    slag, _, navn = hva.partition(":")
    match slag:
        case "sak":
            return v.saker[navn].saksnummer
        case "kort":
            return v.kort[navn].nummer
        case "utkast":
            return str(v.utkast.nokkel)
        case "kortutkast":
            return str(v.kortutkast.nokkel)
        case "mote":
            return str(v.moter[navn].pk)
    return str(v.rapporter[navn].pk)


@pytest.mark.parametrize("navn", NEKTEDE)
def test_foreign_missing_and_malformed_ids_are_one_and_the_same(v, navn):
    monster, person, hva = NEKTEDE[navn]
    metode = "post" if monster.startswith("POST ") else "get"
    adresse = monster.removeprefix("POST ")
    mangler = FINNES_IKKE[hva.partition(":")[0]]
    prover = [fremmed(v, hva), mangler, *FEILFORMET]

    be_om(v, person, adresse.format(mangler), metode)  # warm
    svar = {p: be_om(v, person, adresse.format(p), metode) for p in prover}

    assert {p: s.svar.status_code for p, s in svar.items()} == dict.fromkeys(
        prover, 404
    )
    assert {s.svar.content for s in svar.values()} == {svar[mangler].svar.content}
    assert {p: s.sporringer for p, s in svar.items()} == dict.fromkeys(
        prover, svar[mangler].sporringer
    )
    for prove, s in svar.items():
        assert [rad[0] for rad in s.logg] == [Tilgang.AVVIST], prove
        if prove != prover[0] and len(prove) > 2:
            assert prove not in s.logg[0][2]
    assert b"<form" not in svar[mangler].svar.content
    assert b"csrf" not in svar[mangler].svar.content
    assert KANARI.encode() not in svar[KANARI].svar.content


@pytest.mark.parametrize("del_", ["sak/{}/", "sak/1/laeringspunkt/{}/"])
def test_places_on_the_agenda_that_are_not_there_are_one_and_the_same(v, del_):
    mote = v.moter["neste"].pk
    svar = [
        be_om(v, "fsu_leder", f"/utvalg/mote/{mote}/{del_.format(p)}")
        for p in ("98", *FEILFORMET)
    ]
    assert {s.svar.status_code for s in svar} == {404}
    assert {s.svar.content for s in svar} == {svar[0].svar.content}
    assert {s.sporringer for s in svar} == {svar[0].sporringer}
    assert {tuple(rad[0] for rad in s.logg) for s in svar} == {(Tilgang.AVVIST,)}


# --- one row for each opening and each refusal --------------------------------------

# What somebody has written, unlike the numbers of a list.
VERN = {"tekst", "svar", "kort", "presentasjon", "tittel", "punkt", "rapporttekst"}


def _en_av_hver(navn):
    """One person for each answer the page gives."""
    valgt = {}
    for person in PERSONER[1:]:
        svar = ALLE_SIDER[navn].for_person(person)
        valgt.setdefault((svar.status, svar.grupper), person)
    return valgt


def test_every_refusal_leaves_exactly_one_row(v):
    feil, provd = {}, 0
    for kall in alle_kall(v):
        for (status, _), person in _en_av_hver(kall.navn).items():
            if status not in (403, 404) or kall.navn in FELLESSIDER:
                continue
            provd += 1
            rader = [rad[0] for rad in spor(v, person, kall).logg]
            if rader.count(Tilgang.AVVIST) != 1:
                feil[kall.navn, person] = rader
    assert feil == {}
    assert provd > 100


def test_every_opening_of_somebodys_words_leaves_exactly_one_row(v):
    apnet = {Tilgang.APNET, Tilgang.EKSPORTERT, Tilgang.SKREVET_UT}
    feil, provd = {}, 0
    for kall in alle_kall(v):
        for (status, grupper), person in _en_av_hver(kall.navn).items():
            if status != 200 or VERN.isdisjoint(g.partition(":")[0] for g in grupper):
                continue
            provd += 1
            rader = [rad[0] for rad in spor(v, person, kall).logg]
            if len([r for r in rader if r in apnet]) != 1 or len(rader) != 1:
                feil[kall.navn, person] = rader
    assert feil == {}
    assert provd > 40


def test_the_sekretariat_opens_with_a_reason_that_is_logged(v):
    """Outside its list: 403 with the form, in one session 200, in the other not."""
    a = v.saker["A"].saksnummer
    for side in (f"/sak/{a}/", f"/sak/{a}/masker/", f"/utvalg/tilbakemelding/{a}/"):
        for_ = be_om(v, "sekretariat", side)
        assert for_.svar.status_code == 403
        assert f'action="/sak/{a}/apne/"' in for_.svar.content.decode()
        assert [rad[:2] for rad in for_.logg] == [("avvist", a)]
        etter = be_om(v, "sekretariat_etter_apning", side)
        assert etter.svar.status_code == 200
        assert [rad[:2] for rad in etter.logg] == [("apnet", a)]
    uten = be_om(v, "sekretariat2", f"/sak/{a}/apne/", "post", {"begrunnelse": KANARI})
    assert uten.svar.status_code == 403
    assert [rad[:2] for rad in uten.logg] == [("avvist", a)]
    assert KANARI not in uten.logg[0][2]
    med = {"begrunnelse": "henvendelse"}
    apne = be_om(v, "sekretariat2", f"/sak/{a}/apne/", "post", med)
    assert (apne.svar.status_code, apne.svar["Location"]) == (302, f"/sak/{a}/")
    assert [rad[:2] for rad in apne.logg] == [("apnet", a)]
    assert "'begrunnelse': 'henvendelse'" in apne.logg[0][2]


@pytest.mark.parametrize("person", ["leder_akutt", "sekretariat", "ssu"])
def test_nothing_is_shown_when_the_log_cannot_be_written(v, monkeypatch, person):
    """Opened or refused: 503, without a word of the case."""

    def nei(request):
        raise DatabaseError

    monkeypatch.setattr(middleware, "skriv_logg", nei)
    svar = be_om(v, person, f"/sak/{v.saker['A'].saksnummer}/").svar
    assert svar.status_code == 503
    assert "kanari" not in svar.content.decode()
    assert v.saker["A"].saksnummer not in svar.content.decode()
