"""Rules of the house that no single page can show."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import models

from helsefellesskap.felter import Fritekst
from helsefellesskap.managers import LukketManager

ROT = Path(__file__).parent.parent
EGNE = ("helsefellesskap", "avvik", "utvalg", "rapporter")
FILER = sorted(
    fil
    for app in EGNE
    for fil in (ROT / app).rglob("*.py")
    if "migrations" not in fil.parts
)

# Text columns that are not Fritekst: codes, numbers and technical strings. A
# person's words never go here. Django's and allauth's own tables are guarded at
# the form (tests/test_identitetsvern.py sends numbers to every field).
IKKE_FRITEKST = {
    "avvik.Avvik": [
        "ekstern_id",
        "kanal",
        "pasient_informert",
        "retning",
        "saksnummer",
        "slag",
        "status",
        "sted",
        "utfall",
    ],
    "avvik.Deling": ["slag"],
    "avvik.Fristregel": ["slag"],
    "avvik.Hendelse": ["til_status", "verb"],
    "avvik.Kategori": ["avtalepunkt", "kode", "nokup_kode", "retning"],
    "avvik.Kategorigruppe": ["bokstav"],
    "avvik.Melding": ["slag"],
    "avvik.Nokupkode": ["kode", "utgave"],
    "avvik.Paminnelse": ["stige", "tilstand", "trinn"],
    "avvik.Pliktvurdering": ["plikt", "side", "utfall"],
    "avvik.Rabrakort": ["nummer"],
    "avvik.Retteonske": ["felt", "onske", "utfall"],
    "avvik.Ruteregel": ["avsender_kommunenummer", "kategori", "sted"],
    "avvik.Saksteller": ["serie"],
    "avvik.Skjematid": ["retning", "slag"],
    "avvik.Svar": ["pasient_informert", "vurdering"],
    "avvik.Teksthistorikk": ["felt"],
    "avvik.Tildeling": ["grunn"],
    "avvik.Tiltak": ["status"],
    "avvik.Trendtype": ["kode", "retning"],
    "avvik.Utkast": ["kanal", "pasient_informert", "side", "slag", "sted"],
    "avvik.Valg": ["forst_for", "kode", "liste"],
    "helsefellesskap.Brev": ["dedupe_key", "feil", "kind", "message_id", "state"],
    "helsefellesskap.Brevlinje": ["dedupe_key", "kind"],
    "helsefellesskap.Bruker": ["password", "spraak"],
    "helsefellesskap.Driftsstatus": ["base_url", "systemidentifikator"],
    "helsefellesskap.Endringslogg": ["aktor", "operasjon", "tabell"],
    "helsefellesskap.Enhet": ["slug", "type"],
    "helsefellesskap.Kommune": ["nummer"],
    "helsefellesskap.Rettsgrunnlag": ["flyt"],
    "helsefellesskap.Rolle": ["navn"],
    "helsefellesskap.Tekst": ["nokkel", "spraak"],
    "helsefellesskap.Tilgangslogg": ["begrunnelse", "gjelder", "handling", "rute"],
    "helsefellesskap.Vernstopp": ["form", "regel", "sted"],
    "helsefellesskap.Virksomhet": ["slug", "type"],
    "rapporter.Rapport": ["sha256", "status", "type"],
    "utvalg.Medlemskap": ["verv"],
    "utvalg.Mote": ["status"],
    "utvalg.Presentasjon": ["avsender", "mottaker"],
    "utvalg.Sak": ["vurdering"],
}


def egne_modeller():
    return [m for app in EGNE for m in apps.get_app_config(app).get_models()]


def tre(fil):
    return ast.parse(fil.read_text(), str(fil))


def test_every_text_column_is_guarded_or_listed():
    funnet = {}
    for modell in egne_modeller():
        ubevoktet = sorted(
            felt.name
            for felt in modell._meta.local_fields
            if isinstance(felt, models.CharField | models.TextField)
            and not isinstance(felt, Fritekst)
        )
        if ubevoktet:
            funnet[modell._meta.label] = ubevoktet
    assert funnet == IKKE_FRITEKST


def test_tables_with_case_text_open_only_through_their_door():
    dorer = {
        m._meta.label
        for m in egne_modeller()
        if isinstance(m._default_manager, LukketManager)
    }
    assert dorer == {
        "avvik.Avvik",
        "avvik.Deling",
        "avvik.Hendelse",
        "avvik.Kortmottaker",
        "avvik.Kortutkast",
        "avvik.Melding",
        "avvik.Paminnelse",
        "avvik.Pliktvurdering",
        "avvik.Rabrakort",
        "avvik.Retteonske",
        "avvik.Svar",
        "avvik.Teksthistorikk",
        "avvik.Tildeling",
        "avvik.Tiltak",
        "avvik.Tiltaksutkast",
        "avvik.Utkast",
        "utvalg.Laeringspunkt",
        "utvalg.Presentasjon",
        "utvalg.Sak",
    }


def test_a_closed_door_yields_nothing(verden):
    from tests.factories import lag_sak

    sak = lag_sak(verden.melder, til=verden.akutt)
    modell = type(sak)
    assert list(modell.objects.all()) == []
    assert list(modell.objects.filter(pk=sak.pk)) == []
    assert list(sak.tildelinger.all()) == []
    assert sak.tildelinger.uten_tilgangskontroll(grunn="test").count() == 1
    assert modell.objects.synlig_for(verden.melder).get() == sak


def apne_dorer():
    """(file, reason) of every call of uten_tilgangskontroll in the apps."""
    bruk = set()
    for fil in FILER:
        for node in ast.walk(tre(fil)):
            if not (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            ):
                continue
            if node.func.attr != "uten_tilgangskontroll":
                continue
            grunner = [
                ast.unparse(k.value).strip("'")
                for k in node.keywords
                if k.arg == "grunn"
            ]
            bruk.add((str(fil.relative_to(ROT)), *grunner))
    return sorted(bruk)


def test_the_list_of_open_doors():
    linjer = (ROT / "tests" / "apne_dorer.txt").read_text().splitlines()
    assert [" | ".join(b) for b in apne_dorer()] == linjer


def test_views_and_forms_never_open_a_door_or_write():
    syndere = []
    skriver = {"save", "create", "update", "delete", "bulk_create", "get_or_create"}
    for fil in FILER:
        deler = fil.relative_to(ROT).parts
        if not {"views", "views.py", "forms", "forms.py"} & set(deler):
            continue
        for node in ast.walk(tre(fil)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                navn = node.func.attr
                er_dict = navn == "update" and not node.keywords
                if navn == "uten_tilgangskontroll" or (navn in skriver and not er_dict):
                    syndere.append(f"{fil.relative_to(ROT)}:{node.lineno} {navn}")
    assert syndere == []


def test_app_code_has_no_assert_and_swallows_no_unknown_exception():
    syndere = []
    for fil in FILER:
        for node in ast.walk(tre(fil)):
            if isinstance(node, ast.Assert):
                syndere.append(f"{fil.relative_to(ROT)}:{node.lineno} assert")
            if isinstance(node, ast.ExceptHandler) and node.type is None:
                syndere.append(f"{fil.relative_to(ROT)}:{node.lineno} except")
    assert syndere == []


def test_no_table_with_a_door_is_in_djangos_administration():
    i_admin = {
        m for m in admin.site._registry if isinstance(m._default_manager, LukketManager)
    }
    assert i_admin == set()


@pytest.mark.parametrize("modell", egne_modeller(), ids=lambda m: m._meta.label)
def test_str_shows_number_or_id_and_no_text(modell):
    """A canary in every text column is in no __str__, but for names of registers."""
    registre = {"Kommune", "Virksomhet", "Enhet"}
    rad = modell()
    for felt in modell._meta.local_fields:
        if isinstance(felt, Fritekst):
            setattr(rad, felt.attname, "KANARI")
    if modell.__name__ == "StengtDag":
        return
    assert ("KANARI" in str(rad)) is (modell.__name__ in registre)
