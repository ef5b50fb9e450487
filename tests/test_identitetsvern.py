"""A stopped number sent to everything that takes a text is kept nowhere.

Each request is looked at before it is rolled back: every table, session and cache
value, the cookies it set and what was logged; broker and files at the end.
"""

import json
from datetime import date
from html import unescape
from types import SimpleNamespace
from urllib.parse import quote

import openpyxl
import pytest
import redis
from django.contrib import admin
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.urls import set_urlconf

from helsefellesskap.idnummer import har_stopp
from tests.avvik.importhjelp import DATA, RAD
from tests.idnumre import SLAG, TENOR, TENOR_2, TENOR_MED_NULL, lag_nummer
from tests.sso import sett_opp
from tests.tilgang import dump
from tests.tilgang.kall import LISTER, alle_kall
from tests.tilgang.lesing import Leser, lukket_verden
from tests.tilgang.personer import ALLE
from tests.tilgang.skjemaer import SKRIVES, les_skjemaer
from tests.tilgang.tabell import ALLE_SIDER

pytestmark = [pytest.mark.treg, pytest.mark.urls("tests.tilgang.urls")]

NUMRE = [TENOR, TENOR_2, TENOR_MED_NULL]
NUMRE += [lag_nummer(slag, date(1961, 8, 19), 333) for slag in SLAG]


def skrivemaater(n):
    """The groupings of design 5, with separators people use."""
    return [
        n,
        f"{n[:6]} {n[6:]}",
        f"{n[:2]}.{n[2:4]}.{n[4:6]}-{n[6:]}",
        f"{n[:2]} {n[2:4]} {n[4:6]} {n[6:9]} {n[9:]}",
        f"{n[:6]}-{n[6:9]} {n[9:]}",
        f"{n[:4]} {n[4:6]} {n[6:]}",
        f"{n[:3]} {n[3:6]} {n[6:]}",
        " ".join(n),
        f"{n[:6]}\u00a0/\u00a0{n[6:]}",
        f"{n[:6]}\u200b{n[6:]}",
        f"Gjelder {n}, ring.",
    ]


# One way of writing each number; every grouping and every kind is there.
TEKSTER = [skrivemaater(n)[i % 11] for i, n in enumerate(NUMRE)]


def test_every_text_here_is_one_that_the_guard_stops():
    assert [t for t in TEKSTER if not har_stopp(t)] == []
    assert len(TEKSTER) == 11
    assert len({dump.sifre(n) for n in NUMRE}) == 11


@pytest.fixture(scope="module")
def v(django_db_setup, django_db_blocker):
    with lukket_verden(django_db_blocker) as verden:
        with dump.logglinjer() as verden.linjer:
            assert rester(dump.tabeller()) == []
            yield verden
            rest = "\n".join(verden.linjer) + dump.kringkaster() + dump.filer()
        assert rester(rest) == []


def rester(tekst):
    """Which of the numbers stand in a text, in any grouping."""
    bare = dump.sifre(tekst)
    return [n for n in NUMRE if n in bare]


def send(v, person, metode, adresse, data=None, **mer):
    """The response; fails when anything of the numbers was kept."""
    set_urlconf(None)
    leser = Leser(v.okter[person])
    leser.cookies.load(mer.pop("kaker", {}))
    sett = len(v.linjer)
    with transaction.atomic():
        svar = getattr(leser, metode)(adresse, data or {}, **mer)
        lagret = dump.tabeller()
        transaction.set_rollback(True)
    kaker = "\n".join(m.OutputString() for m in svar.cookies.values())
    hvor = {"tabeller": lagret, "kaker": kaker, "logg": "\n".join(v.linjer[sett:])}
    funnet = {navn for navn, tekst in hvor.items() if rester(tekst)}
    assert funnet == set(), (adresse, sorted(data or {}), svar.status_code)
    return svar


def teksten():
    """The next way of writing a number, round and round."""
    while True:
        yield from TEKSTER


# --- every field of every form ------------------------------------------------------


def alle_skjemaer(v):
    """(person, form) for every form on every page that somebody may open."""
    funnet = {}
    for kall in alle_kall(v):
        tabell = ALLE_SIDER[kall.navn]
        valgt = {tabell.for_person(p): p for p in reversed(ALLE)}
        for svar, person in valgt.items():
            if svar.status in (302, 404, 405):
                continue
            leser = Leser(v.okter[person])
            with transaction.atomic():
                side = getattr(leser, kall.metode)(kall.adresse, kall.data)
                transaction.set_rollback(True)
            if not side["Content-Type"].startswith("text/html"):
                continue
            for skjema in les_skjemaer(side.content.decode(), kall.adresse):
                if skjema.felter:
                    funnet.setdefault(skjema.merke, (person, skjema))
    return list(funnet.values())


# Words that are never shown back: a code is written anew, a search has no page
# of its own but the one it stands in.
VISES_IKKE = {"code"}


def test_a_number_in_any_field_of_any_form_is_kept_nowhere(v):
    skjemaer = alle_skjemaer(v)
    tekster, provd, skrevne, feil = teksten(), set(), 0, []
    for person, skjema in skjemaer:
        alle = dict.fromkeys(skjema.felter, next(tekster))
        send(v, person, skjema.metode, skjema.adresse, alle)
        for navn, (slag, _verdi) in skjema.felter.items():
            tekst = next(tekster)
            data = {**skjema.verdier(), navn: tekst}
            svar = send(v, person, skjema.metode, skjema.adresse, data)
            provd.add(navn)
            if slag in SKRIVES and navn not in VISES_IKKE:
                skrevne += 1
                if mangel := _vist_tilbake(svar, tekst):
                    feil.append((skjema.adresse, navn, mangel))
    assert feil == []
    assert {"hva_skjedde", "til_melder", "begrunnelse", "email", "tittel"} <= provd
    assert (len(skjemaer) > 40, skrevne > 60) == (True, True)


def _vist_tilbake(svar, tekst):
    """What is missing of: the page again, the writer's text, the rule at the field."""
    if svar.status_code != 200:
        return svar.status_code
    side = unescape(svar.content.decode())
    if tekst not in side:
        return "not shown back"
    return "" if "fødselsnummer. Er det ikke" in side else "no message"


def test_a_number_in_an_autosaved_field_is_told_and_not_saved(v):
    adresse = f"/meld/utkast/{v.utkast.nokkel}/lagre/"
    side = Leser(v.okter["melder"])
    for steg, felt in ((1, "hva_skjedde"), (2, "forslag"), (2, "egen_referanse")):
        html = side.get(f"/meld/utkast/{v.utkast.nokkel}/{steg}/").content.decode()
        skjema = next(s for s in les_skjemaer(html, "/") if felt in s.felter)
        for tekst in TEKSTER:
            data = {**skjema.verdier(), "steg": str(steg), felt: tekst}
            svar = send(v, "melder", "post", adresse, data)
            assert svar.status_code == 200, svar.content
            assert "Fjern tallet på 11 siffer" in json.loads(svar.content)["melding"]
            assert rester(svar.content.decode()) == []
    ny = f"/meld/utkast/{TENOR[:8]}-0000-4000-8000-{TENOR}0/lagre/"
    send(v, "melder", "post", ny, {"steg": "1", "hva_skjedde": TENOR_2})


# --- addresses, searches, filters ---------------------------------------------------

FILTRE = ("q", "vis", "side", "til", "kategori", "importerte", "periode", "retning")


def test_a_number_in_any_filter_or_search_is_kept_nowhere(v):
    tekster = teksten()
    for rute, _sporring in dict(LISTER).items():
        kall = next(k for k in alle_kall(v) if k.rute == rute)
        for person in ("leder_akutt", "sekretariat"):
            data = {navn: next(tekster) for navn in (*FILTRE, "next", "sok")}
            send(v, person, "get", kall.adresse, data)
    for slag in ("avvik", "forbedring"):
        for navn in ("til", "kategori"):
            for tekst in TEKSTER:
                svar = send(v, "melder", "get", f"/meld/{slag}/", {navn: tekst})
                assert svar.status_code == 200


def test_a_number_in_any_segment_of_any_address_is_kept_nowhere(v):
    tekster = teksten()
    for kall in alle_kall(v):
        deler = kall.adresse.split("?")[0].split("/")
        faste = [str(a) for a in kall.args]
        for i, del_ in enumerate(deler):
            if del_ not in faste:
                continue
            for person in ("anonym", "sekretariat"):
                bytt = [*deler[:i], quote(next(tekster), safe=""), *deler[i + 1 :]]
                send(v, person, kall.metode, "/".join(bytt))
    for monster in ("/{}", "/{}/", "/demo/{}/", "/sak/{}", "/utvalg/{}/", "/admin/{}/"):
        for person in ("anonym", "melder", "superbruker"):
            send(v, person, "get", monster.format(quote(next(tekster), safe="")))


def test_a_number_as_demo_person_or_language_is_kept_nowhere(v):
    for tekst in TEKSTER:
        svar = send(v, "anonym", "post", "/demo/logg-inn/", {"person": tekst})
        assert svar.status_code == 404
        svar = send(v, "melder", "post", "/sprak/", {"sprak": tekst, "next": tekst})
        assert svar.status_code == 400


# --- log-in, headers, cookies -------------------------------------------------------


def test_a_number_on_the_way_in_is_kept_nowhere(v):
    for tekst in TEKSTER:
        neste = f"?next=/sak/{quote(tekst)}/"
        for epost in (tekst, f"{tekst}@demo.invalid"):
            svar = send(v, "anonym", "post", f"/logg-inn/{neste}", {"email": epost})
            assert svar.status_code == 200
        # The address is one that could be somebody's; only `next` is wrong.
        ukjent = {"email": "ingen@demo.invalid", "next": f"/{tekst}/"}
        send(v, "anonym", "post", f"/logg-inn/{neste}", ukjent)
        send(v, "anonym", "get", f"/logg-inn/{neste}")
        send(v, "anonym", "post", f"/logg-inn/kode/{neste}", {"code": tekst})
        send(v, "anonym", "post", f"/logg-inn/app/{neste}", {"code": tekst})
        for sti, metode in (("", "post"), ("tilbake/", "get")):
            send(v, "anonym", metode, f"/logg-inn/sso/{sti}{neste}")
        send(v, "melder", "post", f"/innlogging/app/{neste}", {"code": tekst})
        send(v, "melder", "post", f"/innlogging/bekreft/{neste}", {"code": tekst})


def test_a_number_on_the_way_by_sso_is_kept_nowhere(v, settings, ssotjener):
    sett_opp(settings, ssotjener)
    for tekst in TEKSTER:
        svar = send(v, "anonym", "post", "/logg-inn/sso/", {"next": f"/sak/{tekst}/"})
        assert svar.status_code == 200
        for navn in ("state", "code", "error", "error_description", "next"):
            svar = send(v, "anonym", "get", "/logg-inn/sso/tilbake/", {navn: tekst})
            assert svar.status_code == 400
            assert rester(svar.content.decode()) == []


HODER = (
    "HTTP_USER_AGENT",
    "HTTP_REFERER",
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_HOST",
    "HTTP_ORIGIN",
    "HTTP_X_CSRFTOKEN",
    "HTTP_X_RART",
)


@pytest.mark.parametrize("hode", HODER)
def test_a_number_in_a_header_is_kept_nowhere(v, hode):
    for tekst in TEKSTER:
        if not tekst.isascii():
            continue
        for person in ("anonym", "leder_akutt"):
            send(v, person, "get", "/sak/1999-0001/", **{hode: tekst})
            send(v, person, "post", "/logg-inn/", {"email": "a@b.no"}, **{hode: tekst})


@pytest.mark.parametrize("kake", ["django_language", "messages", "sessionid", "x"])
def test_a_number_in_a_cookie_is_kept_nowhere(v, kake):
    for n in NUMRE:
        for person in ("anonym", "melder"):
            send(v, person, "get", "/", kaker={kake: n})
            send(v, person, "get", "/mine/", kaker={kake: n})


# --- Django's administration --------------------------------------------------------


def test_a_number_in_the_administration_is_kept_nowhere(v):
    tekster, provd = teksten(), 0
    for modell in admin.site._registry:
        sti = f"/admin/{modell._meta.app_label}/{modell._meta.model_name}/"
        send(v, "superbruker", "get", sti, {"q": next(tekster), "o": next(tekster)})
        side = Leser(v.okter["superbruker"]).get(f"{sti}add/")
        if side.status_code != 200:
            continue
        skjemaer = les_skjemaer(side.content.decode(), f"{sti}add/")
        for skjema in (s for s in skjemaer if s.adresse == f"{sti}add/"):
            for navn in skjema.felter:
                data = {**skjema.verdier(), navn: next(tekster)}
                send(v, "superbruker", "post", skjema.adresse, data)
                provd += 1
            alle = {**skjema.verdier(), **dict.fromkeys(skjema.felter, next(tekster))}
            send(v, "superbruker", "post", skjema.adresse, alle)
    assert provd > 40


# --- imports ------------------------------------------------------------------------


def kjor(*argumenter):
    """What the command wrote; nothing of the numbers may be kept or repeated."""
    ut = SimpleNamespace(tekst="", write=None)
    ut.write = lambda bit="", *a, **k: setattr(ut, "tekst", ut.tekst + str(bit))
    ut.isatty, ut.flush = (lambda: False), (lambda: None)
    feilet = False
    with transaction.atomic():
        try:
            call_command(*argumenter, stdout=ut, stderr=ut)
        except CommandError as feil:
            feilet, ut.tekst = True, ut.tekst + str(feil)
        lagret = dump.tabeller()
        transaction.set_rollback(True)
    assert rester(lagret) == []
    return feilet, ut.tekst


@pytest.mark.parametrize("kolonne", RAD)
def test_a_number_in_any_cell_of_the_history_is_refused_unsaid(v, tmp_path, kolonne):
    for i, tekst in enumerate([*TEKSTER, TENOR_MED_NULL.removeprefix("0")]):
        rad = {**RAD, kolonne: f'"{tekst}"'}
        linjer = [",".join(RAD), ",".join(rad.values())]
        fil = tmp_path / f"fil{i}.csv"
        fil.write_text("\n".join(linjer), encoding="utf-8")
        feilet, sagt = kjor("importer_avvik", str(fil))
        assert (feilet, rester(sagt)) == (True, [])
        assert f"rad 2, kolonne {kolonne}: " in sagt


@pytest.mark.parametrize("kolonne", ["ekstern_id", "meldende_enhet", "kategori"])
def test_a_number_in_any_cell_of_a_spreadsheet_is_refused_unsaid(v, tmp_path, kolonne):
    for i, verdi in enumerate([*TEKSTER, int(TENOR), int(TENOR_MED_NULL)]):
        fil = lag_xlsx(tmp_path / f"{i}.xlsx", {**RAD, kolonne: verdi})
        feilet, sagt = kjor("importer_avvik", str(fil))
        assert (feilet, rester(sagt)) == (True, [])
        assert f"rad 2, kolonne {kolonne}: " in sagt


def lag_xlsx(fil, rad):
    bok = openpyxl.Workbook()
    bok.active.append(list(rad))
    bok.active.append(list(rad.values()))
    bok.save(fil)
    return fil


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_number_in_the_name_of_a_file_is_kept_nowhere(v, tmp_path, ending):
    for n in NUMRE:
        fil = tmp_path / f"historikk {n[:6]} {n[6:]}.{ending}"
        if ending == "xlsx":
            lag_xlsx(fil, RAD)
        else:
            fil.write_text(",".join(RAD) + "\n" + ",".join(RAD.values()))
        feilet, sagt = kjor("importer_avvik", str(fil))
        assert (feilet, rester(sagt)) == (True, [])


REGISTRE = ("kommuner", "kommunesammenslaaing", "enheter", "kategorier", "ruteregler")


def test_a_number_in_any_cell_of_the_registers_is_refused_unsaid(v, tmp_path):
    tekster, provd = teksten(), 0
    filer = {f.name: f.read_text(encoding="utf-8-sig") for f in DATA.glob("*.csv")}
    for navn in [n for n in filer if n.removesuffix(".csv") in REGISTRE]:
        hode, rad, *_ = filer[navn].splitlines()
        for i in range(len(hode.split(","))):
            celler = rad.split(",")
            if '"' in rad or i >= len(celler):
                continue
            celler[i] = f'"{next(tekster)}"'
            mappe = tmp_path / f"{navn}{i}"
            mappe.mkdir()
            (mappe / navn).write_text(f"{hode}\n{','.join(celler)}\n")
            feilet, sagt = kjor("importer_register", str(mappe))
            assert (feilet, rester(sagt)) == (True, []), (navn, hode.split(",")[i])
            provd += 1
    assert provd > 10


# --- that the search finds what is there --------------------------------------------


def test_the_dump_sees_tables_sessions_cache_broker_and_files(v, settings):
    merke = "31415926535"
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE avvik_avvik SET hva_skjedde = %s", [merke])
        assert merke in dump.tabeller()
        transaction.set_rollback(True)
    with transaction.atomic():
        cache.set("x", merke)
        assert merke in dump.tabeller()
        transaction.set_rollback(True)
    with redis.Redis.from_url(settings.REDIS_URL) as klient:
        klient.rpush("prove", merke)
        assert merke in dump.kringkaster()
        klient.delete("prove")
    fil = settings.DATA_DIR / "prove"
    fil.write_text(merke)
    assert merke in dump.filer()
    fil.unlink()
