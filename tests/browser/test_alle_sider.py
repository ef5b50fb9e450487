"""Every page for every role: axe, the console, contrast, width and weight; with the
keyboard only, in high contrast and with scripts off."""

import re

import pytest
from django.core import mail
from django.urls import URLResolver, get_resolver, resolve

from tests.browser.bruksmater import uten_mus, uten_skript
from tests.browser.kontrast import utydelige
from tests.innlogging import siste_kode, totp

pytestmark = pytest.mark.treg
HTML_GRENSE, FORSTE_GRENSE = 15_000, 120_000
BREDDER = (1280, 360)
SMAL = 320
# The same content for another person is looked at once.
UTEN_NOKKEL = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
# Addresses that show no page of their own when they are opened.
UTEN_SIDE = {
    # buttons
    *("meld_lagre", "meld_slett", "rabra_takk", "rabra_samtykke", "sak_besvar"),
    *("rabra_videre", "rabra_deling", "rabra_trekk", "rabra_tilbake"),
    *("meld_trend_angre", "meld_rabra_slett"),
    *("sak_svarutkast", "sak_tiltakstatus", "sak_bekreft", "sak_nyttig", "sak_trekk"),
    *("sak_hvilken_pasient", "sak_pasient_avklart", "sak_foresla_fsu", "forny_okt"),
    *("sakliste_legg_til", "sakliste_opp", "sakliste_ned", "sakliste_fjern"),
    *("mote_avhold", "mote_tilbakemelding", "presentasjon_kontroller", "sak_apne"),
    *("rapport_las", "rapport_forkast", "tekst_standard"),
    # files and machines
    *("rapport_pdf", "statistikk_csv", "helse", "helse_lever"),
    # only sends on
    "admin_logg_inn",
    # not set up here; test_sso.py has them
    *("sso_start", "sso_tilbake"),
}


def sider(v):
    """Who opens what. Each also gets the front page and all of the menu."""
    sak = {n: f"/sak/{getattr(v, n).saksnummer}/" for n in SAKER}
    utkast = f"/meld/utkast/{v.utkast.nokkel}/"
    mote, holdt = (f"/utvalg/mote/{m.pk}/" for m in (v.mote, v.holdt))
    kort = f"/rabra/{v.kort.nummer}/"
    rapport, publisert = (f"/rapporter/{r.pk}/" for r in (v.rapport, v.publisert))
    tekst = f"/utvalg/presentasjon/{v.usignert.avvik.saksnummer}/"
    fra, til = (f"/sak/{s.saksnummer}/" for s in (v.fra_legene, v.til_legene))
    registrer = "/arbeidsliste/registrer/"
    oppsett = ["kategorier/", "kategorier/ny/", "grupper/D/", "lister/fase/"]
    for rad in (f"kategorier/{v.kategori.pk}/", f"lister/fase/{v.fase.pk}/"):
        oppsett += [rad, f"{rad}avslutt/"]
    oppsett += ["lister/fase/ny/", "lister/avtalepunkt/"]
    return {
        "melder": [
            *("/meld/avvik/", "/meld/forbedring/", "/meld/rabra/"),
            f"/meld/rabra/{v.kortutkast.nokkel}/",
            "/mine/?vis=gitt",
            *("/meld/trend/", "/trend/?type=epikrise_mangler"),
            *(f"{utkast}{steg}/" for steg in (1, 2, 3)),
            f"/meld/kvittering/{v.apen.saksnummer}/",
            *(sak["besvart"], sak["uenig"], sak["spurt"], kort),
            *(sak["alvorlig"], f"{sak['alvorlig']}feil/"),
            *(f"{sak['besvart']}mer/", f"{sak['spurt']}svar_melder/"),
            *("/personvern/", "/hjelp/", "/sprak/"),
        ],
        "leder_akutt": [
            *("/innboks/?side=2", "/innboks/?vis=alle", kort, sak["apen"]),
            *("/innboks/?vis=rabra", "/sendt/?vis=rabra", f"{kort}utskrift/"),
            *(f"{sak['apen']}{hva}/" for hva in PAA_SAKEN),
            sak["forsinket"],
            *(f"{sak['alvorlig']}{hva}" for hva in ("", "meldeplikt/", "personvern/")),
        ],
        "ombud": ["/innboks/personvern/", sak["alvorlig"]],
        "leder_medisinsk": [],
        "leder_ortopedi": [
            f"{sak['apen']}uttalelse_gi/",
            f"/utvalg/tilbakemelding/{v.behandlet.saksnummer}/",
            *(f"/sak/{v.forslag.saksnummer}/", fra),
        ],
        "leder_hjemme": [sak["til_hjemme"], sak["uenig"], f"{sak['uenig']}uenig/"],
        "saksbehandler_akutt": [sak["apen"], kort, "/mine/?vis=fatt"],
        "kontakt_unn": [
            sak["ukjent"],
            *(f"{sak['ukjent']}{hva}/" for hva in UTEN_MOTTAKER),
        ],
        "sekretariat": [
            *(
                registrer,
                f"{registrer}{v.legene.slug}/",
                f"{registrer}{v.hjemme.slug}/",
            ),
            *(til, f"{til}brev/", f"{til}som_brev/"),
            *(
                fra,
                f"{fra}brev/kvittering/",
                f"{fra}brev/svar/",
                f"{fra}svar_som_brev/",
            ),
            *(f"/arbeidsliste/?vis={vis}" for vis in ("papir", "svares_papir")),
            f"/meld/utkast/{v.utkast_for_andre.nokkel}/1/",
            f"/meld/kvittering/{v.fra_legene.saksnummer}/",
            *(sak["forsinket"], sak["foreslatt"], f"{sak['foreslatt']}masker/"),
            *(mote, holdt, "/utvalg/mote/nytt/", tekst, f"{tekst}skriv/"),
            f"/utvalg/presentasjon/{v.foreslatt.saksnummer}/skriv/",
            *("/rapporter/ny/", rapport, publisert),
            *(f"{rapport}{del_}/" for del_ in ("tall", "tekster", "laering")),
            f"{rapport}forhandsvis/",
            *(f"{sak['alvorlig']}{hva}" for hva in ("", "retting/", "kategori/")),
            *("/arbeidsliste/?vis=retting", "/arbeidsliste/?vis=ikke_vurdert"),
            *("/oppsett/tekster/", "/oppsett/tekster/personvern/nb/"),
            *("/arbeidsliste/tid/", "/arbeidsliste/vern/", "/trend/"),
            *(f"/oppsett/trendtyper/{hva}" for hva in ("", "ny/", "epikrise_sen/")),
            *(f"/oppsett/{hva}" for hva in oppsett),
        ],
        "melder_akutt": ["/meld/trend/", "/trend/"],
        "fsu_leder": [
            *(mote, f"{mote}sak/1/", f"{mote}sak/1/inhabilitet/"),
            f"{mote}sak/1/laeringspunkt/{v.nytt_punkt.pk}/",
        ],
        "fsu_medlem": [f"{mote}sak/2/", holdt, f"{holdt}sak/1/"],
        "brukerrep": [f"{mote}sak/1/"],
        "ssu": [publisert],
        "admin": ["/admin/"],
        "uten_rolle": [],
    }


SAKER = (
    *("apen", "forsinket", "ukjent", "til_hjemme"),
    *("besvart", "uenig", "spurt", "foreslatt", "alvorlig"),
)
PAA_SAKEN = ("videre", "spor", "avklart", "saksbehandler", "uttalelse_be", "tiltak")
UTEN_MOTTAKER = ("fordel", "ikke_samhandling", "duplikat")


def rutenavn(rot=None):
    """Names of all our addresses; those of Django admin have a namespace."""
    for monster in (rot or get_resolver()).url_patterns:
        if not isinstance(monster, URLResolver):
            yield monster.name
        elif not monster.namespace:
            yield from rutenavn(monster)


def fra_menyen(side):
    lenker = side.tab.get_by_label("Hovedmeny").get_by_role("link").all()
    return [lenke.get_attribute("href") for lenke in lenker]


def mangler(side, uten, sti, person, sett):
    """What is wrong with the page, in each way of using it; one line each."""
    svar = side.apne(sti)
    if svar.status != 200 or side.sti != sti:
        return [f"{svar.status} {side.sti}"]
    funn = []
    html, forste = side.vekt(svar.body())
    if html > HTML_GRENSE or forste > FORSTE_GRENSE:
        funn.append(f"{html} bytes of HTML, {forste} at the first visit")
    innhold = UTEN_NOKKEL.sub("", side.tab.locator("main").inner_html())
    ny, egen = innhold not in sett, not sti.startswith("/admin/")
    sett.add(innhold)
    for bredde in BREDDER if ny else ():
        side.bredde(bredde)
        side.skudd(f"{person} {sti}")
        funn += [f"{bredde} px: {brudd}" for brudd in side.brudd()]
        if egen:  # Django's own pages have their own style
            funn += [f"{bredde} px: {rad}" for rad in utydelige(side)]
    side.bredde(SMAL)
    funn += side.feil + side.sidelengs()
    return funn + (andre_mater(side, uten, sti, person) if ny and egen else [])


def andre_mater(side, uten, sti, person):
    side.tab.emulate_media(forced_colors="active")
    side.skudd(f"{person} {sti} kontrast")
    funn = [f"high contrast: {rad}" for rad in utydelige(side)]
    side.tab.emulate_media(forced_colors="none")
    return funn + uten_mus(side) + uten_skript(side, uten, sti)


def test_each_page_can_be_used_by_all_and_is_light(stor_scene, nettleser):
    alle, feil, sett, ruter = sider(stor_scene), {}, set(), set()
    for person, egne in alle.items():
        okt = stor_scene.okter[person]
        with (
            nettleser.side(okt) as side,
            nettleser.side(okt, SMAL, java_script_enabled=False) as uten,
        ):
            side.apne("/")
            for sti in dict.fromkeys(["/", *fra_menyen(side), *egne]):
                if funn := mangler(side, uten, sti, person, sett):
                    feil[person, sti] = funn
                ruter.add(resolve(sti.split("?")[0]).view_name)

    assert feil == {}
    assert not ruter & UTEN_SIDE
    assert ruter | set(INNLOGGING) | UTEN_SIDE == {*rutenavn(), "admin:index"}


def test_a_page_that_refuses_can_be_used(scene, nettleser):
    begrunn = f"/sak/{scene.til_hjemme.saksnummer}/"
    feil = {}
    with nettleser.side(scene.okter["sekretariat"]) as side:
        for sti, status in ((begrunn, 403), ("/innboks/", 403), ("/finnes/ikke/", 404)):
            assert side.apne(sti).status == status
            # What the browser says of the status itself.
            assert len(side.feil) == 1
            side.feil.clear()
            for bredde in BREDDER:
                side.bredde(bredde)
                side.skudd(f"{status} {sti}")
                feil[sti, bredde] = side.brudd()

    assert set(map(tuple, feil.values())) == {()}, feil


INNLOGGING = (
    "account_login",
    "account_confirm_login_code",
    "mfa_activate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_reauthenticate",
    "account_logout",
    "mfa_authenticate",
)


def send_kode(side, felt, kode):
    side.skriv(felt, kode)
    with side.tab.expect_event("load"):
        side.tab.keyboard.press("Enter")


def be_om_kode(side, bruker):
    side.apne("/logg-inn/")
    side.er_i_orden()
    send_kode(side, "E-post", bruker.email)
    side.er_i_orden()
    send_kode(side, "Kode", siste_kode())
    return resolve(side.sti.split("?")[0]).view_name


@pytest.mark.parametrize("bredde", BREDDER)
def test_logging_in_goes_by_keyboard_with_both_factors(scene, nettleser, bredde):
    with nettleser.side(bredde=bredde) as side:
        assert be_om_kode(side, scene.ny_leder) == "mfa_activate_totp"
        side.er_i_orden()
        nokkel = side.tab.locator("main code").inner_text()
        send_kode(side, "Kode", totp(nokkel))
        side.er_i_orden()
        side.send("Lag nye reservekoder").er_i_orden()
        for sti in ("/innlogging/bekreft/", "/logg-ut/"):
            side.apne(sti)
            side.er_i_orden()
        side.til("Logg ut", "button")
        side.send("Logg ut")
        assert be_om_kode(side, scene.ny_leder) == "mfa_authenticate"
        side.er_i_orden()
        send_kode(side, "Kode", totp(nokkel, 1))
        assert side.sti == "/"
        side.er_i_orden("forside leder")
    assert len(mail.outbox) == 2
