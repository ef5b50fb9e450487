"""Which kind of knowledge each text column is, and what a row adds to that."""

from tests.tilgang.kanarier import kolonner

# Column -> group. A group stands for one row of a table in design 4 or 5; the
# tables of tests/tilgang/tabell.py say who sees which.
FELTER = {
    "avvik.hva_skjedde": "tekst",
    "avvik.forslag": "tekst",
    "avvik.gikk_bra": "tekst",
    "avvik.strakstiltak": "tekst",
    "avvik.avtale": "avtale",
    "avvik.kontaktlinje": "kontakt",
    "avvik.egen_referanse": "referanse",
    "avvik.innmelder": "innmelder",
    "avvik.ekstern_id": "aldri",
    "svar.begrunnelse": "svar",
    "svar.til_melder": "svar",
    "svar.funn": "svar",
    "svar.laeringspunkt": "svar",
    "tiltak.beskrivelse": "tiltak",
    "tiltak.ansvarlig_rolle": "tiltak",
    "tiltaksutkast.beskrivelse": "svarutkast",
    "tiltaksutkast.ansvarlig_rolle": "svarutkast",
    "pliktvurdering.begrunnelse": "plikt",
    "retteonske.forklaring": "retting",
    "retteonske.svar": "retting",
    "teksthistorikk.gammel": "historikk",
    "melding.tekst": "melding",
    "tildeling.begrunnelse": "videregrunn",
    "utkast.hva_skjedde": "utkast1",
    "utkast.forslag": "utkast2",
    "utkast.gikk_bra": "utkast2",
    "utkast.strakstiltak": "utkast2",
    "utkast.avtale": "utkast2",
    "utkast.kontaktlinje": "utkast2",
    "utkast.egen_referanse": "utkast2",
    "utkast.innmelder": "utkastinnmelder",
    "rabrakort.hvem": "kort",
    "rabrakort.hva": "kort",
    "rabrakort.laering": "kort",
    "rabrakort.endringer": "kort",
    "rabrakort.takk_hilsen": "hilsen",
    "kortutkast.hvem": "kortutkast",
    "kortutkast.hva": "kortutkast",
    "kortutkast.laering": "kortutkast",
    "kortutkast.endringer": "kortutkast",
    "presentasjon.tittel": "tittel",
    "presentasjon.hva_skjedde": "presentasjon",
    "presentasjon.gikk_bra": "presentasjon",
    "presentasjon.svar_fra_enhet": "presentasjon",
    "presentasjon.forslag": "presentasjon",
    "laeringspunkt.tekst": "punkt",
    "vedtak.tekst": "vedtak",
    "mote.sted": "sted",
    "utvalg.navn": "utvalg",
    "rapport.sammendrag": "sammendrag",
    "rapport.bakgrunn": "rapporttekst",
    "rapport.vurdering": "rapporttekst",
    "rapport.forslag_til_vedtak": "rapporttekst",
    "bruker.navn": "navn",
    "bruker.stilling": "stilling",
    "bruker.email": "aldri",
    "enhet.navn": "register",
    "enhet.sted": "register",
    "enhet.kontaktlinje": "enhetskontakt",
    "virksomhet.navn": "register",
    "kommune.navn": "register",
    "kommunesammenslaaing.gammel": "register",
    "kommunesammenslaaing.merknad": "aldri",
    "kategori.navn": "register",
    "kategori.navn_nn": "register",
    "kategori.navn_en": "register",
    "kategorigruppe.navn": "tema",
    "kategorigruppe.navn_nn": "tema",
    "kategorigruppe.navn_en": "tema",
    "kategorigruppe.enkelt_navn": "tema",
    "kategorigruppe.enkelt_navn_nn": "tema",
    "kategorigruppe.enkelt_navn_en": "tema",
    "valg.navn": "register",
    "valg.navn_nn": "register",
    "valg.navn_en": "register",
    "nokupkode.navn": "register",
    "trendtype.navn": "smaafeil",
    "trendtype.navn_nn": "smaafeil",
    "trendtype.navn_en": "smaafeil",
    "tekst.tittel": "varseltittel",
    "tekst.tekst": "varseltekst",
    "stengtdag.grunn": "aldri",
    "rettsgrunnlag.tekst": "aldri",
}
# Answers that are not sent, and what the receiving side says among itself.
UTKAST = ("_utkast",)
INTERNT = ("_uttalelse", "_uttalelse_bedt")


def uten_gruppe() -> list[str]:
    finnes = {f"{m._meta.model_name}.{f}" for m, felter in kolonner() for f in felter}
    return sorted(finnes ^ set(FELTER))


def del_opp(kanarier: set[str]) -> dict[str, set[str]]:
    """Group -> canaries: `tekst:A`, `svar:A`, `svarutkast:A_utkast`, `navn:melder`."""
    grupper: dict[str, set[str]] = {}
    for kanari in kanarier:
        modell, rad, felt = kanari.split(".")
        gruppe = FELTER[f"{modell}.{felt}"]
        hvem = rad
        if gruppe in (
            "svar",
            "melding",
            "tiltak",
            "videregrunn",
            "plikt",
            "retting",
            "historikk",
        ):
            hvem = rad.partition("_")[0]
        if rad.endswith(UTKAST):
            gruppe, hvem = "svarutkast", rad
        elif rad.endswith(INTERNT):
            gruppe = "internt"
        grupper.setdefault(f"{gruppe}:{hvem}", set()).add(kanari)
    return grupper
