"""What every template and static file must keep, whoever writes the page."""

import hashlib
import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory

ROT = settings.BASE_DIR
MALER = sorted((ROT / "templates").rglob("*.html"))
STATISK = ROT / "static"
THEME = STATISK / "vendor/designsystemet/1.22.0/theme.css"
KOMMENTAR = re.compile(r"{%\s*comment\b.*?endcomment\s*%}|{#.*?#}", re.DOTALL)
FORBUDT = {
    "script body": re.compile(
        r"<script(?![^>]*\bsrc=)|<script[^>]*>\s*[^<\s]", re.IGNORECASE
    ),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "javascript address": re.compile(r"javascript:", re.IGNORECASE),
}
DS_KLASSE = re.compile(r"[\"'\s]ds-[a-z]|<ds-")


def navn(mal):
    return str(mal.relative_to(ROT))


def kilde(mal):
    return KOMMENTAR.sub("", mal.read_text())


def brudd(tekst):
    return [regel for regel, monster in FORBUDT.items() if monster.search(tekst)]


@pytest.mark.parametrize("mal", MALER, ids=navn)
def test_the_template_stands_under_the_strict_policy(mal):
    assert brudd(kilde(mal)) == []


@pytest.mark.parametrize(
    ("tekst", "regel"),
    [
        ("<script>let x</script>", "script body"),
        ('<script src="a.js">let x</script>', "script body"),
        ("<style>p{}</style>", "style element"),
        ('<p class="a"\n style="color:red">', "style attribute"),
        ('<a href="/" onclick="x()">', "event attribute"),
        ('<a href="javascript:x()">', "javascript address"),
    ],
)
def test_each_breach_of_the_policy_is_seen(tekst, regel):
    assert regel in brudd(tekst)


def har_lov_til_ds(mal):
    deler = mal.relative_to(ROT / "templates").parts
    return deler[0] in {"hf", "komponenter"} or deler[0].startswith("base")


def test_classes_of_the_design_system_stand_in_few_templates():
    brukere = [mal for mal in MALER if DS_KLASSE.search(kilde(mal))]

    assert [navn(mal) for mal in brukere if not har_lov_til_ds(mal)] == []
    assert len(brukere) > 5


def test_a_table_that_becomes_cards_writes_out_its_roles():
    feil = []
    for mal in MALER:
        for tabell in re.findall(
            r"<table\b[^>]*\bkort\b.*?</table>", kilde(mal), re.DOTALL
        ):
            celler = re.findall(r"<(table|thead|tbody|tr|th|td)\b([^>]*)>", tabell)
            feil += [
                (navn(mal), tag) for tag, resten in celler if "role=" not in resten
            ]

    assert feil == []


def test_every_static_file_named_exists():
    i_maler = [
        STATISK / sti
        for mal in MALER
        for sti in re.findall(r"{%\s*static\s+['\"]([^'\"]+)['\"]", kilde(mal))
    ]
    css = STATISK / "css/app.css"
    i_css = [
        css.parent / sti for sti in re.findall(r'url\("([^"]+)"\)', css.read_text())
    ]

    assert [sti for sti in i_maler + i_css if not sti.is_file()] == []
    assert i_maler and i_css


def vendor_linjer():
    tekst = (STATISK / "vendor/VENDOR.md").read_text()
    return dict(
        re.findall(r"^\| (\S+) \| .* \| `([0-9a-f]{64})` \|$", tekst, re.MULTILINE)
    )


def test_vendored_files_are_those_listed_and_unchanged():
    mapper = [STATISK / "vendor", ROT / "tests/vendor"]
    filer = [f for mappe in mapper for f in mappe.rglob("*") if f.is_file()]
    funnet = {
        navn(fil): hashlib.sha256(fil.read_bytes()).hexdigest()
        for fil in filer
        if fil.name != "VENDOR.md"
    }

    assert funnet == vendor_linjer()


def test_no_static_file_points_to_a_map_that_is_not_there():
    filer = [*STATISK.rglob("*.js"), *STATISK.rglob("*.css")]

    assert [navn(fil) for fil in filer if b"sourceMappingURL" in fil.read_bytes()] == []


def test_our_script_stays_small():
    linjer = (STATISK / "js/skjema.js").read_text().splitlines()

    assert len(linjer) <= 80


def farge(token):
    """The first value of a colour in the theme, which is the light scheme."""
    return re.search(rf"--ds-color-{token}:\s*#([0-9a-f]+)", THEME.read_text())[1]


def lysstyrke(heks):
    heks = heks if len(heks) == 6 else "".join(2 * tegn for tegn in heks)
    kanaler = [int(heks[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    r, g, b = (
        k / 12.92 if k <= 0.04045 else ((k + 0.055) / 1.055) ** 2.4 for k in kanaler
    )
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def kontrast(en, annen):
    mork, lys = sorted([lysstyrke(farge(en)), lysstyrke(farge(annen))])
    return (lys + 0.05) / (mork + 0.05)


FLATE = "neutral-background-default"


@pytest.mark.parametrize(
    ("mark", "bunn"),
    [
        ("neutral-border-default", "neutral-surface-default"),
        ("danger-text-subtle", "neutral-surface-default"),
        ("accent-base-default", FLATE),
        ("accent-border-default", FLATE),
        ("accent-border-strong", FLATE),
        ("focus-outer", FLATE),
        ("focus-outer", "focus-inner"),
        ("focus-inner", "accent-base-default"),
        ("danger-border-default", FLATE),
    ],
)
def test_borders_and_focus_are_seen(mark, bunn):
    assert kontrast(mark, bunn) >= 3


@pytest.mark.parametrize(
    ("tekst", "bunn"),
    [
        ("neutral-text-default", FLATE),
        ("neutral-text-subtle", FLATE),
        ("accent-text-subtle", FLATE),
        ("accent-base-contrast-default", "accent-base-default"),
        ("success-base-contrast-default", "success-base-default"),
        ("danger-base-contrast-default", "danger-base-default"),
        *(
            (f"{f}-text-default", f"{f}-surface-tinted")
            for f in ("danger", "warning", "success")
        ),
    ],
)
def test_text_can_be_read(tekst, bunn):
    assert kontrast(tekst, bunn) >= 4.5


def test_contrast_is_counted_as_wcag_does():
    assert kontrast("neutral-border-default", FLATE) == pytest.approx(4.37, abs=0.01)
    assert kontrast("neutral-border-subtle", FLATE) < 3


@pytest.mark.parametrize(
    "kode", ["400", "403", "403_csrf", "404", "409", "429", "500", "503"]
)
def test_error_pages_need_neither_request_nor_database(kode):
    html = render_to_string(f"{kode}.html")

    assert html.count("<h1>") == 1
    assert brudd(html) == []


def test_the_404_page_echoes_nothing_and_offers_no_form():
    request = RequestFactory().get("/sak/kanari-i-adressen/")
    html = render_to_string("404.html", {"request_path": request.path}, request)

    assert html == render_to_string("404.html")
    assert [
        ord_ for ord_ in ("<form", "<input", "csrf", "nonce", "kanari") if ord_ in html
    ] == []


def test_the_409_page_gives_the_text_back():
    html = render_to_string(
        "409.html", {"tekster": [{"tittel": "Svar", "tekst": "Vi <fant"}]}
    )

    assert '<div class="egen-tekst">Vi &lt;fant</div>' in html
