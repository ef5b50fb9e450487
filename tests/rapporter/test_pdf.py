import io
import os
import socket
import subprocess
import sys
import threading
from datetime import date

import pikepdf
import pytest
from django.template.loader import render_to_string

from rapporter import pdf as pdfmodul
from rapporter.diagram import grupperte_soyler
from rapporter.pdf import ForbudtRessurs, PangoMangler, lag_pdf, pango_finnes

trenger_pango = pytest.mark.skipif(
    not pango_finnes(), reason="pango mangler: apt install libpango-1.0-0 …"
)
TITTEL = "Årsrapport 2022"
SPESIELLE_TEGN = "Łódź ő – «ærlig» på Åsgård"


def rapport():
    figur = grupperte_soyler(
        id="kategori",
        tittel="Meldt per kategori",
        beskrivelse="Epikrise er størst.",
        hoder=("Kategori", "Til sykehuset", "Fra sykehuset"),
        rader=[("Epikrise", 33, None), ("Legemidler", 21, 9)],
    )
    diagram = render_to_string("rapporter/pdf/_diagram.html", {"figur": figur})
    ramme = render_to_string(
        "rapporter/pdf/grunnmal.html",
        {"tittel": TITTEL, "avsender": "Helsefellesskapet Troms og Ofoten"},
    )
    brodtekst = f"<p><b>{SPESIELLE_TEGN}</b> <em>kursiv</em></p><h2>Neste</h2>"
    ny_side = "<div class='ny-side'><p>Siste side</p></div>"
    return ramme.replace("</body>", f"{brodtekst}{diagram}{ny_side}</body>")


@pytest.fixture(scope="module")
def innhold():
    return lag_pdf(rapport(), tittel=TITTEL, dato=date(2022, 12, 8))


@pytest.fixture(scope="module")
def dokument(innhold):
    with pikepdf.open(io.BytesIO(innhold)) as dokument:
        yield dokument


def elementer(dokument, slag):
    return [
        objekt
        for objekt in dokument.objects
        if isinstance(objekt, pikepdf.Dictionary) and objekt.get("/S") == f"/{slag}"
    ]


def skrifter(dokument):
    return [
        objekt
        for objekt in dokument.objects
        if isinstance(objekt, pikepdf.Dictionary)
        and objekt.get("/Type") == "/FontDescriptor"
    ]


@trenger_pango
def test_the_document_says_what_it_is(dokument):
    assert dokument.Root.Lang == "nb"
    assert bool(dokument.Root.MarkInfo.Marked) is True
    assert bool(dokument.Root.ViewerPreferences.DisplayDocTitle) is True
    assert dokument.Root.StructTreeRoot.Type == "/StructTreeRoot"
    assert {str(side.obj.Tabs) for side in dokument.pages} == {"/S"}
    with dokument.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == TITTEL
        assert metadata["xmp:CreateDate"] == "2022-12-08"


@trenger_pango
def test_headings_figures_and_header_cells_are_tagged(dokument):
    assert [len(elementer(dokument, slag)) for slag in ("H1", "H2", "H3")] == [1, 1, 1]
    assert [str(figur.Alt) for figur in elementer(dokument, "Figure")] == [
        "Meldt per kategori. Epikrise er størst."
    ]
    omfang = [str(celle.A.Scope) for celle in elementer(dokument, "TH")]
    assert omfang == ["/Column"] * 3 + ["/Row"] * 2
    assert [len(celle.A.Headers) for celle in elementer(dokument, "TD")] == [2] * 4


@trenger_pango
def test_every_font_is_embedded_and_of_one_family(dokument):
    fonter = skrifter(dokument)
    familier = {str(font.FontFamily) for font in fonter}
    assert familier == {"Source Sans 3"}
    assert len(fonter) >= 3
    assert [font for font in fonter if "/FontFile2" not in font] == []
    type0 = [
        objekt
        for objekt in dokument.objects
        if isinstance(objekt, pikepdf.Dictionary) and objekt.get("/Type") == "/Font"
    ]
    assert {("/FontDescriptor" in f) or ("/DescendantFonts" in f) for f in type0} == {
        True
    }


@trenger_pango
def test_text_and_page_numbers_can_be_read_out(innhold, tmp_path):
    fil = tmp_path / "rapport.pdf"
    fil.write_bytes(innhold)
    try:
        svar = subprocess.run(
            ["pdftotext", "-layout", fil, "-"], capture_output=True, check=True
        )
    except FileNotFoundError:
        pytest.skip("pdftotext mangler: apt install poppler-utils")
    forste, andre, _slutt = svar.stdout.decode().split("\f")
    assert (SPESIELLE_TEGN in forste, "Side 1 av 2" in forste) == (True, True)
    linjer = [" ".join(linje.split()) for linje in andre.splitlines() if linje.strip()]
    assert linjer == [
        f"Helsefellesskapet Troms og Ofoten {TITTEL}",
        "Siste side",
        "Side 2 av 2",
    ]


@trenger_pango
def test_the_same_text_gives_the_same_bytes_in_another_process(innhold):
    program = (
        "import sys; from datetime import date; from rapporter.pdf import lag_pdf; "
        "sys.stdout.buffer.write(lag_pdf(sys.stdin.read(), "
        f"tittel={TITTEL!r}, dato=date(2022, 12, 8)))"
    )
    for seed in ("1", "2"):
        svar = subprocess.run(
            [sys.executable, "-c", program],
            input=rapport().encode(),
            stdout=subprocess.PIPE,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
        )
        assert svar.stdout == innhold


@trenger_pango
def test_another_date_gives_other_bytes(innhold):
    assert lag_pdf(rapport(), tittel=TITTEL, dato=date(2022, 12, 9)) != innhold


class Lytter:
    """Answers on loopback and counts those who called."""

    def __init__(self):
        self.sokkel = socket.create_server(("127.0.0.1", 0))
        self.adresse = f"http://127.0.0.1:{self.sokkel.getsockname()[1]}"
        self.besok = 0
        self.traad = threading.Thread(target=self.lytt, daemon=True)
        self.traad.start()

    def lytt(self):
        while True:
            try:
                forbindelse, _adresse = self.sokkel.accept()
            except OSError:
                return
            self.besok += 1
            with forbindelse:
                forbindelse.recv(4096)
                forbindelse.sendall(b"HTTP/1.0 404 Nei\r\n\r\n")

    def lukk(self):
        self.sokkel.shutdown(socket.SHUT_RDWR)
        self.sokkel.close()
        self.traad.join(timeout=5)


@pytest.fixture
def lytter():
    lytter = Lytter()
    yield lytter
    lytter.lukk()


@pytest.fixture
def fil(tmp_path):
    fil = tmp_path / "hemmelig.svg"
    fil.write_text('<svg xmlns="http://www.w3.org/2000/svg"><g id="a"/></svg>')
    return fil.as_uri()


FRISTELSER = {
    "img": '<img alt="x" src="{}">',
    "object": '<object data="{}"></object>',
    "embed": '<embed src="{}">',
    "link": '<link rel="stylesheet" href="{}">',
    "vedlegg": '<link rel="attachment" href="{}">',
    "lenket vedlegg": '<a rel="attachment" href="{}">x</a>',
    "url": '<p style="background: url({})">x</p>',
    "content": '<style>p::before {{ content: url("{}") }}</style><p>x</p>',
    "punkt": '<ul style="list-style-image: url({})"><li>x</li></ul>',
    "import": '<style>@import "{}";</style><p>x</p>',
    "skrift": '<style>@font-face {{ font-family: f; src: url("{}") }}</style>',
    "fargeprofil": '<style>@color-profile --x {{ src: url("{}") }}</style>',
    "svg image": (
        '<svg width="9" height="9"><image width="9" height="9" href="{}"/></svg>'
    ),
    "svg xlink": (
        '<svg width="9" height="9"><image width="9" height="9" xlink:href="{}"/></svg>'
    ),
    "svg use": '<svg width="9" height="9"><use href="{}#a"/></svg>',
}


def side(kropp):
    return f'<!doctype html><html lang="nb"><title>x</title><body><h1>x</h1>{kropp}'


@trenger_pango
@pytest.mark.parametrize("fristelse", FRISTELSER.values(), ids=FRISTELSER)
def test_nothing_outside_is_read_and_no_pdf_is_made(fristelse, lytter, fil):
    avvist = {}
    adresser = {
        "file": fil,
        "http": f"{lytter.adresse}/a.svg",
        "relativ": "hemmelig.svg",
    }
    for slag, adresse in adresser.items():
        with pytest.raises(ForbudtRessurs) as feil:
            lag_pdf(side(fristelse.format(adresse)), tittel="x")
        avvist[slag] = feil.value.args
    assert avvist == {slag: (slag,) for slag in adresser}
    assert lytter.besok == 0


@trenger_pango
@pytest.mark.parametrize(
    ("adresse", "slag"),
    [
        ("data:image/png;base64,iVBORw0KGgo=", "data"),
        ("asset:../../pyproject.toml", "asset"),
        ("asset:ukjent", "asset"),
        ("//127.0.0.1:1/a.png", "relativ"),
        ("https://127.0.0.1:1/a.png", "https"),
        ("ftp://127.0.0.1:1/a.png", "ftp"),
    ],
)
def test_other_addresses_are_refused_too(adresse, slag):
    with pytest.raises(ForbudtRessurs) as feil:
        lag_pdf(side(f'<img alt="x" src="{adresse}">'), tittel="x")
    assert feil.value.args == (slag,)


@trenger_pango
def test_a_style_sheet_in_svg_is_refused_whatever_it_holds(lytter):
    svg = f'<svg width="9" height="9"><style>@import "{lytter.adresse}";</style></svg>'
    with pytest.raises(ForbudtRessurs) as feil:
        lag_pdf(side(svg), tittel="x")
    assert (feil.value.args, lytter.besok) == (("svg-stil",), 0)


@trenger_pango
def test_a_base_address_does_not_help(lytter):
    html = side(f'<base href="{lytter.adresse}/"><img alt="x" src="a.png">')
    with pytest.raises(ForbudtRessurs):
        lag_pdf(html, tittel="x")
    assert lytter.besok == 0


@trenger_pango
def test_links_to_click_on_and_parts_of_the_same_drawing_are_allowed():
    svg = '<svg width="9" height="9"><defs><g id="a"/></defs><use href="#a"/></svg>'
    lenker = '<a href="https://www.helsedirektoratet.no/">x</a><a href="#b">y</a>'
    assert lag_pdf(side(svg + lenker), tittel="x").startswith(b"%PDF-1.7")


def test_the_refusal_names_the_kind_but_not_the_address():
    assert str(ForbudtRessurs("http")) == (
        "Dokumentet viser til noe som ikke følger med (http)."
    )


def test_missing_pango_is_named_with_the_packages(monkeypatch, capfd):
    class Nekter:
        def find_spec(self, navn, sti=None, maal=None):
            if navn == "weasyprint":
                print("-----")
                raise OSError("cannot load library 'libpango-1.0-0'")

    for navn in [navn for navn in sys.modules if navn.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, navn)
    monkeypatch.setattr(sys, "meta_path", [Nekter(), *sys.meta_path])
    assert pango_finnes() is False
    with pytest.raises(PangoMangler) as feil:
        lag_pdf(side(""), tittel="x")
    assert str(feil.value) == (
        "PDF kan ikke lages uten pango. Installer: Debian: apt install libpango-1.0-0 "
        "libpangoft2-1.0-0 libharfbuzz-subset0 · macOS: brew install pango"
    )
    assert capfd.readouterr().out == ""


@trenger_pango
def test_missing_harfbuzz_subset_counts_as_missing_pango(monkeypatch):
    monkeypatch.setattr("weasyprint.text.ffi.harfbuzz_subset", None)
    assert pango_finnes() is False


def test_every_bundled_resource_is_there():
    assert [
        fil
        for fil in pdfmodul.RESSURSER.values()
        if not (pdfmodul.STATISK / fil).exists()
    ] == []
