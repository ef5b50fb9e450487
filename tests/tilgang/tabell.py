"""Who gets what from every other page, and all pages together."""

from tests.tilgang.kall import ENKLE
from tests.tilgang.personer import MED_UTKAST
from tests.tilgang.tabell_saker import (
    AKUTT,
    I_ENHET,
    INNLOGGEDE,
    LESERE,
    MEDLEMMER,
    PARTER_OG_FSU,
    SAKSSIDER,
    SEKRETARIATET,
    STENGTE,
    VURDER,
    Side,
    hver,
    side,
)

# --- own drafts, cards --------------------------------------------------------------

# Whom the leader may pass the card on to.
I_AKUTT = (
    "navn:leder_akutt navn:stedfortreder_akutt navn:saksbehandler_akutt "
    "navn:saksbehandler2 navn:melder_akutt navn:fsu_beroert"
)
# Whom the sekretariat may file for.
I_HJEMME = "navn:melder navn:melder2 navn:leder_hjemme"
SER_K = hver("melder leder_hjemme saksbehandler_akutt", SEKRETARIATET)
# They are shown the registers of units and categories, and nothing else.
UTEN_INNLOGGING = f"anonym {MED_UTKAST}"
EGNE_SIDER = {
    "meld_start": side((I_ENHET, ""), ellers=403, anonym=200),
    "meld_avvik": side((I_ENHET, ""), ellers=403, anonym=200),
    "meld_avvik?fra=sykehus": side((I_ENHET, ""), (UTEN_INNLOGGING, ""), ellers=403),
    "meld_avvik?fra=kommune&kategori=D": side(
        (I_ENHET, ""), (UTEN_INNLOGGING, ""), ellers=403
    ),
    "meld_forbedring": side((I_ENHET, ""), ellers=403, anonym=200),
    "meld_rabra": side((I_ENHET, ""), ellers=403, anonym=200),
    "meld_rabra_utkast": side(("melder", "kortutkast:KU")),
    "meld_rabra_slett": side(("melder", "", 302)),
    "meld_rabra_utkast i økt": side((MED_UTKAST, "kortutkast:KO")),
    "meld_rabra_sok i økt": side(
        (MED_UTKAST, ""), (I_ENHET, ""), ellers=403, anonym=200
    ),
    "meld_rabra_slett i økt": side((MED_UTKAST, "", 302)),
    "meld_steg_1": side(("melder", "utkast1:U")),
    "meld_steg_2": side(("melder", "utkast2:U")),
    "meld_steg_3": side(("melder", "utkast1:U utkast2:U")),
    "meld_send": side(("melder", "", 302)),
    # To others the key is one nobody has used: an empty page is not saved.
    "meld_lagre": side(("melder", "", 409), (I_ENHET, ""), ellers=403, anonym=200),
    "meld_slett": side(("melder", "", 302)),
    # Begun before log-in: the browser's own, whoever else asks.
    "meld_steg_1 i økt": side((MED_UTKAST, "utkast1:O")),
    "meld_steg_2 i økt": side((MED_UTKAST, "utkast2:O")),
    "meld_steg_3 i økt": side((MED_UTKAST, "utkast1:O utkast2:O")),
    # To others it is a page that was left open: a search, and nothing is saved.
    "meld_sok i økt": side((UTEN_INNLOGGING, ""), (I_ENHET, ""), ellers=403),
    "meld_send i økt": side((MED_UTKAST, "", 302)),
    "meld_slett i økt": side((MED_UTKAST, "", 302)),
    "meld_kvittering": side(("melder", "")),
    "meld_kvittering P": side(("sekretariat sekretariat_etter_apning", "")),
    "meld_steg for andre 1": side(
        ("sekretariat sekretariat_etter_apning", "utkast1:UA utkastinnmelder:UA")
    ),
    "meld_steg for andre 3": side(
        (
            "sekretariat sekretariat_etter_apning",
            "utkast1:UA utkast2:UA utkastinnmelder:UA",
        )
    ),
    "registrer": side((SEKRETARIATET, ""), ellers=403),
    "registrer post": side((SEKRETARIATET, ""), ellers=403),
    "registrer_for": side((SEKRETARIATET, I_HJEMME), ellers=403),
    "registrer_for post": side((SEKRETARIATET, I_HJEMME), ellers=403),
    "rabrakort K": side(
        ("melder", "kort:K hilsen:K"),
        ("leder_hjemme", "kort:K navn:melder"),
        (AKUTT, f"kort:K navn:melder hilsen:K {I_AKUTT}"),
        ("saksbehandler_akutt", "kort:K navn:melder hilsen:K"),
        (SEKRETARIATET, "kort:K"),
    ),
    # Nobody was chosen; an answer that is neither yes nor no.
    "rabra_videre": side(
        (AKUTT, f"kort:K navn:melder hilsen:K {I_AKUTT}"),
        (SER_K, "", 403),
    ),
    "rabra_tilbake": side((AKUTT, "", 302), (SER_K, "", 403)),
    "rabra_deling": side(
        ("saksbehandler_akutt", "kort:K navn:melder hilsen:K"),
        (hver(AKUTT, SER_K), "", 403),
    ),
    # On paper without the name of the one who sent it.
    "rabra_utskrift": side(
        (hver(AKUTT, "saksbehandler_akutt"), "kort:K hilsen:K"),
        (SER_K, "", 403),
    ),
    "rabrakort K2": side(
        ("melder_senja lege_senja leder_ortopedi", "kort:K2 navn:melder_senja"),
    ),
    "rabra_takk": side(
        ("leder_ortopedi", "", 302), ("melder_senja lege_senja", "", 403)
    ),
    "rabra_trekk": side(
        ("leder_ortopedi", "", 302), ("melder_senja lege_senja", "", 403)
    ),
    "rabra_samtykke": side(
        ("leder_ortopedi", "kort:K2 navn:melder_senja"),
        ("melder_senja lege_senja", "", 403),
    ),
}

# --- lists: numbers, never a text ---------------------------------------------------

TOM_INNBOKS = (
    "leder_over_avsender saksbehandler2 leder_ortopedi leder_medisinsk "
    "kontakt_narvik lege_senja"
)
TOM_SENDT = "leder_over_avsender leder_rontgen leder_ortopedi leder_medisinsk"
BEGGE = hver("kontakt_unn", SEKRETARIATET)


def innboks(
    hjemme: str, akutt: str, saksbehandler: str, kontakt: str, ortopedi: str = ""
) -> Side:
    return side(
        ("leder_ortopedi", ortopedi),
        ("leder_hjemme", hjemme),
        (AKUTT, akutt),
        ("saksbehandler_akutt", saksbehandler),
        ("leder_rontgen", "nr:A"),
        ("kontakt_unn", kontakt),
        (TOM_INNBOKS, ""),
        ellers=403,
    )


def arbeidsliste(sekretariat: str, unn: str, narvik: str = "") -> Side:
    return side(
        (SEKRETARIATET, sekretariat),
        ("kontakt_unn", unn),
        ("kontakt_narvik", narvik),
        ellers=403,
    )


LISTER = {
    "forside": side(
        ("leder_hjemme", "nr:B"),
        (AKUTT, "nr:A nr:D"),
        ("saksbehandler_akutt", "nr:A"),
        ("kontakt_unn", "nr:C"),
        (hver(SEKRETARIATET, MEDLEMMER, STENGTE), "utvalg:fsu sted:neste"),
        ("fsu_annet", "utvalg:fsu2 sted:annet"),
        (INNLOGGEDE, ""),
    ),
    "mine": side(
        ("melder", "nr:A nr:C kortnr:K"),
        ("saksbehandler_akutt", "kortnr:K"),
        ("melder_akutt", "nr:B nr:N"),
        ("melder_senja", "nr:D kortnr:K2"),
        (INNLOGGEDE, ""),
    ),
    "mine?vis=gitt": side(
        ("melder", "kortnr:K"), ("melder_senja", "kortnr:K2"), (INNLOGGEDE, "")
    ),
    "mine?vis=fatt": side(("saksbehandler_akutt", "kortnr:K"), (INNLOGGEDE, "")),
    "innboks": innboks("nr:B", "nr:A nr:D", "nr:A", "nr:C"),
    "innboks?vis=besvart": innboks("", "", "", "", "nr:P"),
    "innboks?vis=alle&importerte=1": innboks(
        "nr:B", "nr:A nr:D nr:E", "nr:A", "nr:C", "nr:P"
    ),
    "innboks?vis=rabra": side(
        (AKUTT, "kortnr:K"),
        ("leder_ortopedi", "kortnr:K2"),
        (hver(TOM_INNBOKS, "leder_hjemme saksbehandler_akutt leder_rontgen"), ""),
        ("kontakt_unn", ""),
        ellers=403,
    ),
    "innboks_under": side(
        ("leder_medisinsk", "nr:A nr:D"), ("leder_over_avsender", ""), ellers=403
    ),
    "innboks_under?vis=alle": side(
        ("leder_medisinsk", "nr:A nr:D"), ("leder_over_avsender", ""), ellers=403
    ),
    "personvernsaker": side(("ombud_unn", "nr:D"), ("ombud_narvik", ""), ellers=403),
    "sendt": side(
        ("leder_hjemme kontakt_narvik", "nr:A nr:C"),
        (hver(AKUTT, "kontakt_unn"), "nr:B nr:N"),
        ("lege_senja", "nr:D"),
        (TOM_SENDT, ""),
        ellers=403,
    ),
    "sendt?vis=alle&importerte=1": side(
        ("leder_hjemme kontakt_narvik", "nr:A nr:C nr:E"),
        (hver(AKUTT, "kontakt_unn"), "nr:B nr:N"),
        ("lege_senja", "nr:D"),
        (TOM_SENDT, ""),
        ellers=403,
    ),
    "sendt?vis=rabra": side(
        ("leder_hjemme", "kortnr:K"),
        ("lege_senja", "kortnr:K2"),
        (hver(AKUTT, TOM_SENDT, "kontakt_unn kontakt_narvik"), ""),
        ellers=403,
    ),
    "arbeidsliste?vis=uten_mottaker": arbeidsliste("nr:C", "nr:C"),
    "arbeidsliste?vis=ikke_bekreftet": arbeidsliste("nr:D", "nr:D"),
    "arbeidsliste?vis=over_fristen": arbeidsliste("nr:D", "nr:D"),
    "arbeidsliste?vis=alvorlig": arbeidsliste("nr:D", "nr:D"),
    "arbeidsliste?vis=ikke_vurdert": arbeidsliste("nr:D", "nr:D"),
    "arbeidsliste?vis=personvern": arbeidsliste("", ""),
    # The sekretariat's alone: others are shown the first part they have work in.
    "arbeidsliste?vis=retting": arbeidsliste("nr:D", "nr:C", "nr:B"),
    "arbeidsliste?vis=foreslatt": arbeidsliste("nr:B nr:D", "nr:D", "nr:B"),
    "arbeidsliste?vis=papir": arbeidsliste("nr:N", ""),
    # Not a list of the contacts': they get their own first one.
    "arbeidsliste?vis=svares_papir": arbeidsliste("nr:P", "nr:C", "nr:B"),
    "vern": side((SEKRETARIATET, ""), ellers=403),
    "skjematid": side((SEKRETARIATET, ""), ellers=403),
    # Counts of small faults hold no case, no person and no unit's name.
    "meld_trend": side((I_ENHET, ""), ellers=403),
    "meld_trend_angre": side((I_ENHET, "", 302), ellers=403),
    "trend": side((PARTER_OG_FSU, ""), ellers=403),
    "trendtyper": side((SEKRETARIATET, ""), ellers=403),
    "trendtype_ny": side((SEKRETARIATET, ""), ellers=403),
    "trendtype": side((SEKRETARIATET, ""), ellers=403),
}

# --- the committee: agenda numbers only ---------------------------------------------

INNE = hver(MEDLEMMER, STENGTE)
MOTETEKST = "tittel:B presentasjon:B stilling:fsu_inhabil utvalg:fsu"
SEKR_1 = "sekretariat sekretariat_etter_apning"


def bare_sekretariatet(grupper: str = "", status: int = 200) -> Side:
    return side((SEKRETARIATET, grupper, status), (INNE, "", 403))


UTVALGSSIDER = {
    "utvalg": side(
        (
            SEKRETARIATET,
            "utvalg:fsu utvalg:fsu2 sted:holdt sted:neste sted:annet",
        ),
        (INNE, "utvalg:fsu sted:holdt sted:neste"),
        ("fsu_annet", "utvalg:fsu2 sted:annet"),
    ),
    "laeringspunkter": side(
        (SEKRETARIATET, "punkt:holdt punkt:neste punkt:annet"),
        (MEDLEMMER, "punkt:holdt punkt:neste"),
        (STENGTE, ""),
        ("fsu_annet", "punkt:annet"),
    ),
    "mote_nytt": side(
        (SEKRETARIATET, "utvalg:fsu utvalg:fsu2"), (hver(INNE, "fsu_annet"), "", 403)
    ),
    "mote holdt": side(
        (SEKRETARIATET, "utvalg:fsu sted:holdt tittel:B nr:B"),
        (MEDLEMMER, "utvalg:fsu sted:holdt tittel:B"),
        (STENGTE, "utvalg:fsu sted:holdt"),
    ),
    "mote neste": side(
        (
            SEKRETARIATET,
            "utvalg:fsu sted:neste tittel:B tittel:K nr:B kortnr:K",
        ),
        (MEDLEMMER, "utvalg:fsu sted:neste tittel:B"),
        (STENGTE, "utvalg:fsu sted:neste"),
    ),
    "mote annet": side(
        (SEKRETARIATET, "utvalg:fsu2 sted:annet tittel:D nr:D"),
        ("fsu_annet", "utvalg:fsu2 sted:annet tittel:D"),
    ),
    "mote_sak holdt": side(
        (hver(SEKRETARIATET, MEDLEMMER), f"{MOTETEKST} punkt:holdt tema:1"),
        (STENGTE, "utvalg:fsu", 403),
    ),
    "mote_sak neste": side(
        (
            hver(SEKRETARIATET, MEDLEMMER),
            f"{MOTETEKST} punkt:neste vedtak:neste tema:1",
        ),
        (STENGTE, "utvalg:fsu", 403),
    ),
    "mote_sak annet": side(
        (
            hver(SEKRETARIATET, "fsu_annet"),
            "tittel:D presentasjon:D punkt:annet utvalg:fsu2 tema:K",
        ),
    ),
    "mote_sak usignert": side((hver(SEKRETARIATET, INNE), "utvalg:fsu", 403)),
    "mote_sak post": side(
        (hver(SEKRETARIATET, MEDLEMMER), "", 302), (STENGTE, "utvalg:fsu", 403)
    ),
    "inhabilitet": side(
        (
            hver(SEKRETARIATET, "fsu_leder"),
            "navn:fsu_leder navn:fsu_medlem navn:fsu_inhabil navn:fsu_beroert "
            "navn:brukerrep",
        ),
        ("fsu_medlem brukerrep fsu_inhabil fsu_beroert", "", 403),
    ),
    "laeringspunkt_rett": side(
        (hver(SEKRETARIATET, MEDLEMMER), "punkt:neste utvalg:fsu"),
        (STENGTE, "utvalg:fsu", 403),
    ),
    "sakliste_opp": bare_sekretariatet(status=302),
    "sakliste_ned": bare_sekretariatet(status=302),
    "sakliste_fjern": bare_sekretariatet(status=302),
    "sakliste_legg_til": bare_sekretariatet(status=302),
    "mote_avhold": side((hver(SEKRETARIATET, "fsu_leder"), "", 302), (INNE, "", 403)),
    "mote_tilbakemelding": side(
        (hver(SEKRETARIATET, "fsu_leder"), "", 302), (INNE, "", 403)
    ),
}
ORIGINAL_B = "tekst:B svar:B"
TEKST_B = f"{ORIGINAL_B} tittel:B presentasjon:B"
TEKST_K = "kort:K tittel:K presentasjon:K"
# The original beside the text: for the two who write and sign, without avtale,
# reference and name. A is not put forward.
TEKSTSIDER = {
    "presentasjon A": side(),
    "presentasjon B": side(
        (SEKRETARIATET, f"{TEKST_B} navn:sekretariat navn:sekretariat2")
    ),
    "presentasjon K": side((SEKRETARIATET, f"{TEKST_K} navn:sekretariat")),
    "presentasjon_skriv B": side((SEKRETARIATET, TEKST_B)),
    "presentasjon_skriv K": side((SEKRETARIATET, TEKST_K)),
    # Never by the writer.
    "presentasjon_kontroller": side(("sekretariat2", "", 302), (SEKR_1, "", 403)),
}

# --- reports and statistics: no case ------------------------------------------------

ALT_I_RAPPORTEN = "sammendrag:{0} rapporttekst:{0}"
RAPPORTSIDER = {
    "rapporter": side((LESERE, ""), ellers=403),
    "ny_rapport": side((SEKRETARIATET, ""), ellers=403),
    "rapport publisert": side((LESERE, "sammendrag:publisert")),
    "rapport_pdf publisert": side(
        (
            LESERE,
            f"{ALT_I_RAPPORTEN.format('publisert')} punkt:holdt navn:sekretariat",
        )
    ),
    "rapport utkast": side((SEKRETARIATET, "")),
    "rapport_pdf utkast": side(),
    "rapport_tall": side((SEKRETARIATET, "")),
    "rapport_tekster": side((SEKRETARIATET, ALT_I_RAPPORTEN.format("utkast"))),
    "rapport_laering": side((SEKRETARIATET, "punkt:holdt punkt:neste punkt:annet")),
    "rapport_vis": side(
        (
            SEKRETARIATET,
            f"{ALT_I_RAPPORTEN.format('utkast')} punkt:neste navn:sekretariat",
        )
    ),
    "rapport_las": side((SEKRETARIATET, "", 409)),
    "rapport_forkast": side((SEKRETARIATET, "", 409)),
    "statistikk": side((PARTER_OG_FSU, ""), ellers=403),
    "statistikk_csv": side((PARTER_OG_FSU, ""), ellers=403),
}

# --- what the sekretariat sets up ---------------------------------------------------

OPPSETT = {
    "tekster": side((SEKRETARIATET, "varseltittel:meldeplikt_vurder"), ellers=403),
    "tekst": side((SEKRETARIATET, f"{VURDER} navn:sekretariat"), ellers=403),
    "tekst post": side((SEKRETARIATET, f"{VURDER} navn:sekretariat"), ellers=403),
    "tekst_standard": side((SEKRETARIATET, "", 409), ellers=403),
    # Registers alone, which everybody may be shown elsewhere.
    **{
        navn: side((SEKRETARIATET, ""), ellers=403)
        for navn in (
            "oppsett",
            "kategorier",
            "kategorigruppe",
            "kategorigruppe post",
            "kategori_ny",
            "kategori_ny post",
            "kategori_endre",
            "kategori_endre post",
            "kategori_avslutt",
            "kategori_avslutt post",
            "valgliste",
            "valg_ny",
            "valg_ny post",
            "valg_endre",
            "valg_endre post",
            "valg_avslutt",
            "valg_avslutt post",
        )
    },
}

# --- the same for everybody ---------------------------------------------------------

APNE = ("personvern", "hjelp", "helse_lever", "helse", "sprak", "demo")
FELLESSIDER = {
    **{navn: side(ellers=200, anonym=200) for navn in APNE},
    "account_login": side(("anonym", ""), ellers=302),
    # Without a provider; test_tilgang.py has them with one.
    "sso_start": side(ellers=404, anonym=404),
    "sso_tilbake": side(ellers=404, anonym=404),
    "account_confirm_login_code": side(ellers=302),
    "mfa_authenticate": side(ellers=302),
    "account_logout": side(ellers=200),
    "mfa_activate_totp": side(ellers=200),
    "mfa_reauthenticate": side(ellers=403),
    "mfa_view_recovery_codes": side(ellers=404),
    "mfa_generate_recovery_codes": side(ellers=403),
    "admin_logg_inn": side(ellers=403),
    "forny_okt": side(ellers=204),
    "demo_logg_inn": side(ellers=404, anonym=404),
}
assert set(ENKLE) <= set(FELLESSIDER)

# Where who has not logged in chooses from the registers of units and categories.
APENT_SKJEMA = {
    "meld_start",
    *(navn for navn in EGNE_SIDER if navn.startswith("meld_avvik?")),
    *(navn for navn in EGNE_SIDER if navn.endswith(" i økt")),
}
# Where members sit: names of units and virksomheter may not stand here.
UTEN_REGISTRE = {*UTVALGSSIDER}
ALLE_SIDER = {
    **SAKSSIDER,
    **EGNE_SIDER,
    **LISTER,
    **UTVALGSSIDER,
    **TEKSTSIDER,
    **RAPPORTSIDER,
    **OPPSETT,
    **FELLESSIDER,
}
