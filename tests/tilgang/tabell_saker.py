"""Who gets what from the pages of a case: the table of design 4, page by page.

A page is a list of rows `persons | groups | status`; everybody not named gets
`ellers` and nothing. A group is `kind:row`: `tekst:A` is what was filed in A.
"""

from dataclasses import dataclass
from typing import NamedTuple

from tests.tilgang.kall import ETT_TRYKK, MED_SKJEMA
from tests.tilgang.personer import MED_UTKAST, PERSONER


class Svar(NamedTuple):
    status: int
    grupper: frozenset[str]


@dataclass(frozen=True)
class Side:
    rader: tuple[tuple[str, str, int], ...]
    ellers: dict[str, int]

    @property
    def navngitte(self) -> set[str]:
        """Those who get more than a refusal."""
        return {
            p for personer, _, st in self.rader if st < 400 for p in personer.split()
        }

    def for_person(self, person: str) -> Svar:
        for personer, grupper, status in self.rader:
            if person in personer.split():
                return Svar(status, frozenset(grupper.split()))
        if person == MED_UTKAST:
            return self.for_person("anonym")
        return Svar(self.ellers.get(person, self.ellers["*"]), frozenset())


def side(*rader: tuple, ellers: int = 404, **unntak: int) -> Side:
    """Rows as (persons, groups[, status]); anonymous people are sent to log in."""
    hele = tuple((r[0], r[1], r[2] if len(r) > 2 else 200) for r in rader)
    return Side(hele, {"*": ellers, "anonym": 302, **unntak})


def hver(*navn: str) -> str:
    return " ".join(navn)


# --- people -------------------------------------------------------------------------

SEKRETARIATET = "sekretariat sekretariat_etter_apning sekretariat2"
AKUTT = "leder_akutt stedfortreder_akutt"
MEDLEMMER = "fsu_leder fsu_medlem brukerrep"
STENGTE = "fsu_inhabil fsu_beroert"
UTEN_NOE = "ombud_unn ombud_narvik fsu_tidligere admin superbruker sluttet uten_rolle"
I_ENHET = (
    "melder melder2 leder_hjemme leder_over_avsender leder_akutt stedfortreder_akutt "
    "saksbehandler_akutt saksbehandler2 melder_akutt leder_rontgen leder_ortopedi "
    "leder_medisinsk kontakt_unn kontakt_narvik fsu_beroert melder_senja lege_senja"
)
INNLOGGEDE = " ".join(PERSONER[1:])
LESERE = " ".join(p for p in PERSONER[1:] if p not in UTEN_NOE.split())
# The SSU reads what is published.
PARTER_OG_FSU = " ".join(p for p in LESERE.split() if p != "ssu")

# --- the page of a case: the first three columns of the table -----------------------

FULL_A = "tekst:A avtale:A svar:A tiltak:A melding:A videre:A"
FULL_B = "tekst:B avtale:B svar:B melding:B"
FULL_C = "tekst:C avtale:C"
FULL_D = "tekst:D avtale:D plikt:D"
# For who leads a unit that has not concluded about its duty to report.
VURDER = "varseltittel:meldeplikt_vurder varseltekst:meldeplikt_vurder"
FULL_E = "tekst:E avtale:E"
FULL_N = "tekst:N avtale:N"
FULL_P = "tekst:P avtale:P svar:P"
# Own texts and measures, and why it was passed on; nothing of the others'.
EGET_ORTOPEDI = "eget:ortopedi"

SAKER = {
    "A": side(
        ("melder", f"{FULL_A} navn:melder referanse:A enhetskontakt:akutt"),
        ("leder_hjemme", f"{FULL_A} navn:melder referanse:A enhetskontakt:akutt"),
        ("kontakt_narvik", f"{FULL_A} navn:melder referanse:A enhetskontakt:akutt"),
        (AKUTT, f"{FULL_A} navn:melder internt:A kontakt:A svarutkast:A_utkast"),
        ("saksbehandler_akutt", f"{FULL_A} internt:A kontakt:A svarutkast:A_utkast"),
        ("kontakt_unn", f"{FULL_A} navn:melder internt:A"),
        ("leder_rontgen sekretariat_etter_apning", f"{FULL_A} internt:A"),
        ("leder_ortopedi", EGET_ORTOPEDI),
        ("leder_medisinsk", ""),
        ("sekretariat sekretariat2", "", 403),
    ),
    "B": side(
        ("melder_akutt", f"{FULL_B} navn:melder_akutt referanse:B"),
        (hver(AKUTT, "kontakt_unn"), f"{FULL_B} navn:melder_akutt referanse:B"),
        ("leder_hjemme", f"{FULL_B} navn:melder_akutt kontakt:B"),
        ("kontakt_narvik", f"{FULL_B} navn:melder_akutt"),
        (SEKRETARIATET, FULL_B),
    ),
    "C": side(
        ("melder leder_hjemme kontakt_narvik", f"{FULL_C} navn:melder referanse:C"),
        (hver("kontakt_unn", SEKRETARIATET), f"{FULL_C} navn:melder"),
    ),
    "D": side(
        ("melder_senja", f"{FULL_D} navn:melder_senja referanse:D retting:D"),
        (
            "lege_senja",
            f"{FULL_D} navn:melder_senja referanse:D retting:D {VURDER}",
        ),
        (AKUTT, f"{FULL_D} navn:melder_senja kontakt:D {VURDER}"),
        ("kontakt_unn", f"{FULL_D} navn:melder_senja"),
        (SEKRETARIATET, f"{FULL_D} retting:D"),
        # Number, dates, severity, and what came of the assessments.
        ("leder_medisinsk ombud_unn", ""),
    ),
    "E": side(
        ("leder_hjemme kontakt_narvik", f"{FULL_E} referanse:E"),
        (hver(AKUTT, "kontakt_unn"), FULL_E),
        (SEKRETARIATET, "", 403),
    ),
    # The sekretariat acts for the unit, and knows of no name.
    "N": side(
        (
            hver("melder_akutt", AKUTT, "kontakt_unn"),
            f"{FULL_N} navn:melder_akutt referanse:N",
        ),
        (SEKRETARIATET, f"{FULL_N} kontakt:N"),
    ),
    # Whom to answer is not for the receiver to see.
    "P": side(
        ("leder_ortopedi kontakt_unn", FULL_P),
        (SEKRETARIATET, f"{FULL_P} innmelder:P"),
    ),
}


def ser(sak: str) -> list[str]:
    """Everybody to whom the case exists."""
    svar = {p: SAKER[sak].for_person(p) for p in PERSONER[1:]}
    return [p for p, s in svar.items() if s.status != 404]


def leser(sak: str) -> list[str]:
    """Everybody who may read what was filed."""
    return [p for p in ser(sak) if f"tekst:{sak}" in SAKER[sak].for_person(p).grupper]


def verb(sak: str, *rader: tuple) -> Side:
    """Visible but not allowed is 403, not visible is 404."""
    return side(*rader, **{p: 403 for p in ser(sak)})


# --- what is done from the page of A ------------------------------------------------

HOLDER = AKUTT
AVSENDER = "melder leder_hjemme"
FORDELER = "kontakt_unn sekretariat_etter_apning"
# Whose verb it is, and the status of its page: 302 where the state forbids it now.
SKJEMAER = {
    "videre": (HOLDER, 200),
    "fordel": (FORDELER, 302),
    "spor": (HOLDER, 302),
    "svar_melder": (AVSENDER, 302),
    "avklart": (HOLDER, 302),
    "mer": (AVSENDER, 302),
    "uenig": (AVSENDER, 302),
    "ikke_samhandling": (FORDELER, 200),
    "duplikat": (FORDELER, 200),
    "saksbehandler": (HOLDER, 200),
    "uttalelse_be": (HOLDER, 200),
    "uttalelse_gi": ("leder_rontgen", 200),
    "tiltak": (hver(HOLDER, "leder_hjemme"), 200),
    "meldeplikt": (hver(HOLDER, "leder_hjemme"), 302),
    "personvern": (HOLDER, 302),
    "feil": (AVSENDER, 200),
    "retting": ("sekretariat_etter_apning", 302),
    "kategori": ("sekretariat_etter_apning", 200),
    "masker": ("sekretariat_etter_apning", 200),
    # A goes to a unit that is tilknyttet, and its melder has an account.
    "som_brev": ("", 200),
    "svar_som_brev": ("", 200),
}
TRYKK = {
    "bekreft": (HOLDER, 302),
    "nyttig": (AVSENDER, 302),
    "trekk": ("melder", 302),
    "hvilken_pasient": (HOLDER, 302),
    "pasient_avklart": (HOLDER, 302),
    "foresla_fsu": (hver(HOLDER, AVSENDER, FORDELER, "kontakt_narvik"), 302),
    "tiltakstatus": ("", 302),
    "besvar": (HOLDER, 409),
    "svarutkast": (hver(HOLDER, "saksbehandler_akutt"), 409),
}
# How to reach the sekretariat, in every letter.
SEKR_LINJE = "enhetskontakt:sekretariatet"
# What stands on such a page besides the number.
PAA_SIDEN = {
    ("saksbehandler", HOLDER): "navn:saksbehandler_akutt navn:saksbehandler2",
    ("tiltak", HOLDER): "eget:tiltak_akutt",
    ("tiltak", "leder_hjemme"): "eget:tiltak_hjemme",
    # The sender's own texts.
    ("feil", AVSENDER): ("tekst:A avtale:A kontakt:A referanse:A eget:melder_skrev"),
    # Every text that can be removed, but for drafts and the own reference.
    ("masker", "sekretariat_etter_apning"): (
        f"{FULL_A} internt:A kontakt:A videregrunn:A innmelder:A"
    ),
    ("besvar", HOLDER): "svarutkast:A_utkast",
    ("svarutkast", TRYKK["svarutkast"][0]): "svarutkast:A_utkast",
}


def _verbside(navn: str, hvem: str, status: int) -> Side:
    egne = [(p, g, status) for (n, p), g in PAA_SIDEN.items() if n == navn]
    return verb("A", *egne, (hvem, "", status))


SAKSSIDER = {
    **{f"sak {navn}": s for navn, s in SAKER.items()},
    **{f"sak_{n}": _verbside(n, *SKJEMAER[n]) for n in MED_SKJEMA},
    **{f"sak_{n} post": _verbside(n, SKJEMAER[n][0], 200) for n in MED_SKJEMA},
    **{f"sak_{n}": _verbside(n, *TRYKK[n]) for n in ETT_TRYKK},
    # Who may open it is sent there; the sekretariat must give a reason.
    "sak_apne": side(
        (SEKRETARIATET, "", 403),
        (" ".join(p for p in ser("A") if p not in SEKRETARIATET.split()), "", 302),
    ),
    "sak_fordel C": verb("C", (hver("kontakt_unn", SEKRETARIATET), "")),
    "sak_retting D": verb("D", (SEKRETARIATET, "tekst:D.hva retting:D.apen")),
    "sak_masker D": verb(
        "D",
        (
            SEKRETARIATET,
            f"{FULL_D} kontakt:D videregrunn:D innmelder:D retting:D historikk:D",
        ),
    ),
    "sak_masker C": verb(
        "C", (SEKRETARIATET, f"{FULL_C} kontakt:C videregrunn:C innmelder:C")
    ),
    "sak_brev N": verb("N", (SEKRETARIATET, f"{FULL_N} kontakt:N {SEKR_LINJE}")),
    "sak_brev P": verb("P"),
    "sak_som_brev N": verb("N", (SEKRETARIATET, "")),
    "sak_bekreft N": verb("N", (SEKRETARIATET, "", 302)),
    "sak_kvitteringsbrev N": verb("N"),
    "sak_kvitteringsbrev P": verb("P", (SEKRETARIATET, f"innmelder:P {SEKR_LINJE}")),
    "sak_svarbrev P": verb("P", (SEKRETARIATET, f"svar:P innmelder:P {SEKR_LINJE}")),
    "sak_svar_som_brev P": verb("P", (SEKRETARIATET, "")),
    "sak_mer P": verb("P", (SEKRETARIATET, "")),
    **{
        f"tilbakemelding {navn}": verb(
            navn,
            (" ".join(leser(navn)), "punkt:holdt utvalg:fsu" if navn == "B" else ""),
        )
        for navn in "AB"
    },
}
