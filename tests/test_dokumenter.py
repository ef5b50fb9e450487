"""What the documents promise is there."""

import ast
import io
import re
import struct

import pytest
import yaml
from django.core.management import call_command

from helsefellesskap import miljo
from helsefellesskap.models import Bruker
from rapporter.demodata.personer import PERSONER

KODE = miljo.KODE
README = (KODE / "README.md").read_text()
DRIFT = (KODE / "docs" / "drift.md").read_text()
# Design 8; other programs set these.
FASTE = """
DATABASE_URL DATABASE_OWNER_URL REDIS_URL EMAIL_URL DEFAULT_FROM_EMAIL BASE_URL
SECRET_KEY ALLOWED_HOSTS TRUSTED_PROXIES DEBUG DEMO DATA_DIR PORT
""".split()
DOKUMENTER = [KODE / "README.md", *sorted((KODE / "docs").rglob("*.md"))]


def navn_i_tabell(tekst, overskrift):
    """Names in code in the first column of the table under a heading."""
    del_ = tekst.split(f"## {overskrift}\n")[1].split("\n## ")[0]
    celler = [linje.split("|")[1] for linje in del_.splitlines() if "|" in linje]
    return {navn for celle in celler for navn in re.findall("`([^`]+)`", celle)}


def leste_variabler():
    """Every name the settings ask the environment for."""
    tre = ast.parse((KODE / "helsefellesskap" / "settings.py").read_text())
    kall = [n for n in ast.walk(tre) if isinstance(n, ast.Call) and n.args]
    return {
        k.args[0].value
        for k in kall
        if isinstance(k.func, ast.Attribute)
        and isinstance(k.func.value, ast.Name)
        and k.func.value.id == "env"
        and isinstance(k.args[0], ast.Constant)
    }


def test_the_readme_begins_with_five_lines_on_what_it_is():
    avsnitt = README.split("\n\n")
    assert avsnitt[0] == "# Samhandling"
    assert len(avsnitt[1].splitlines()) == 5


def test_the_readme_names_the_two_commands_and_every_person():
    assert re.findall(r"^\./dev \w+", README, re.M) == ["./dev demo", "./dev test"]
    assert navn_i_tabell(README, "Persons to try") == {p.slug for p in PERSONER}


def test_the_readme_names_every_fixed_variable():
    assert navn_i_tabell(README, "Configuration") == set(FASTE)


def test_the_operations_manual_names_every_variable_that_is_read():
    leste = leste_variabler() - {"SAMHANDLING_TEST"}
    assert set(FASTE) - {"DATA_DIR"} <= leste
    assert navn_i_tabell(DRIFT, "Miljøvariabler") == leste | {"DATA_DIR"}


def test_the_operations_manual_covers_a_life_in_operation():
    overskrifter = re.findall("^## (.+)", DRIFT, re.M)
    krevde = [
        "Det som må være på plass",
        "Installasjon",
        "Miljøvariabler",
        "Databasen på egen server, med TLS og scram",
        "Oppgradering",
        "Helse og alarmer",
        "Sikkerhetskopi og gjenoppretting",
        "Flere maskiner",
        "Logg",
    ]
    assert [navn for navn in overskrifter if navn in krevde] == krevde


def test_the_environment_file_is_what_compose_asks_for():
    """The first block is needed; SSO may be left out."""
    blokker = re.findall("```sh\n((?:VERSJON|SSO_ISSUER)=.+?)```", DRIFT, re.S)
    satt = [linje.split("=")[0] for blokk in blokker for linje in blokk.splitlines()]
    compose = (KODE / "docker-compose.yml").read_text()
    assert yaml.safe_load(compose)["services"]
    assert set(satt) == set(re.findall(r"(?<!\$)\$\{(\w+)", compose))


def kommandoer():
    apper = [KODE / app for app in ("helsefellesskap", "avvik", "rapporter")]
    egne = {f.stem for app in apper for f in app.glob("management/commands/*.py")}
    return egne | {"check", "createsuperuser", "shell"}


@pytest.mark.parametrize("fil", DOKUMENTER, ids=lambda f: f.name)
def test_links_lead_somewhere_and_commands_exist(fil):
    tekst = fil.read_text()
    for maal in re.findall(r"\]\(([^)#]+)", tekst):
        if not maal.startswith("http"):
            assert (fil.parent / maal).exists(), maal
    assert set(re.findall(r"manage\.py (\w+)", tekst)) <= kommandoer()


def test_the_picture_is_a_screenshot():
    [bilde] = re.findall(r"!\[.+\]\((.+)\)", README)
    data = (KODE / bilde).read_bytes()
    assert data.startswith(b"\x89PNG")
    bredde, hoyde = struct.unpack(">II", data[16:24])
    assert (bredde >= 1000, hoyde >= 600) == (True, True)


@pytest.mark.django_db
def test_the_first_technical_person_is_made_by_the_command_of_the_manual():
    call_command(
        "createsuperuser",
        interactive=False,
        email="drift@eks.no",
        navn="Drift",
        stdout=io.StringIO(),
    )
    bruker = Bruker.objects.get()
    assert (bruker.email, bruker.is_staff, bruker.has_usable_password()) == (
        "drift@eks.no",
        True,
        False,
    )
