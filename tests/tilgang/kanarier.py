"""A canary of its own in every text column of every row, and finding them again.

A canary reads `kanari:<table>.<row>.<column>;`, where the row has a name from the
world (`avvik.A`, `svar.A_utkast`) or else its number. Case numbers are looked for
too: `avvik.A.nr`.
"""

import html
import re
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from urllib.parse import unquote

import pikepdf
from django.apps import apps
from django.db import models

from helsefellesskap.felter import Fritekst
from tests.test_arkitektur import EGNE

KANARI = re.compile(r"kanari:([\w.]+);")
NUMMER = re.compile(r"(?:R-)?\d{4}-\d{4,7}")
# Names of registers, which charts and tables shorten and wrap.
REGISTRE = ("enhet.", "virksomhet.", "kommune.", "kategori.", "kategorigruppe.")
# Filled only where there is a value: it makes a case history, a wish answered.
BARE_DER_DET_STAAR = ("ekstern_id", "svar")
# Columns that are no Fritekst, but hold what points to one case.
OGSAA = {"avvik.Avvik": ["ekstern_id"]}


def kolonner():
    """(model, text columns) of every table of ours that has text."""
    for app in EGNE:
        for modell in apps.get_app_config(app).get_models():
            felter = [f.name for f in tekstfelter(modell)]
            if felter:
                yield modell, felter


def tekstfelter(modell) -> Iterator[models.Field]:
    ogsaa = OGSAA.get(modell._meta.label, [])
    for felt in modell._meta.local_fields:
        if isinstance(felt, Fritekst) or felt.name in ogsaa:
            yield felt


def rader(modell):
    manager = modell._default_manager
    apne = getattr(manager, "uten_tilgangskontroll", None)
    return apne(grunn="test") if apne else manager.all()


def radnavn(rad, navn) -> str:
    modell = rad._meta.model_name
    return f"{modell}.{navn.get((modell, rad.pk), rad.pk)}"


def fyll(navn) -> set[str]:
    """Write a canary over every text there is; returns all of them.

    Empty columns are filled too, but for those in BARE_DER_DET_STAAR.
    """
    alle = set()
    for modell, felter in kolonner():
        for rad in list(rader(modell)):
            nokler = {
                felt: f"{radnavn(rad, navn)}.{felt}"
                for felt in felter
                if felt not in BARE_DER_DET_STAAR or getattr(rad, felt)
            }
            nye = {felt: f"kanari:{nokkel};" for felt, nokkel in nokler.items()}
            rader(modell).filter(pk=rad.pk).update(**nye)
            alle |= set(nokler.values())
    return alle


def finn(tekst: str, numre: dict[str, str]) -> set[str]:
    """Canaries and case numbers in a text; half a canary is an error."""
    tekst = html.unescape(unquote(tekst))
    rest = KANARI.sub("", tekst)
    for bit in rest.split("kanari:")[1:]:
        if not bit.startswith(REGISTRE):
            raise AssertionError(f"half a canary: kanari:{bit[:40]}")
    funnet = {numre[nr] for nr in NUMMER.findall(tekst) if nr in numre}
    return funnet | set(KANARI.findall(tekst))


def i_svar(svar, numre: dict[str, str]) -> set[str]:
    """Of one HTTP response: headers, file name, cookies, and the body by its kind."""
    deler = [f"{navn}: {verdi}" for navn, verdi in svar.headers.items()]
    deler += [morsel.OutputString() for morsel in svar.cookies.values()]
    if svar["Content-Type"].startswith("application/pdf"):
        deler.append(pdf_tekst(svar.content))
    else:
        deler.append(svar.content.decode())
    return finn("\n".join(deler), numre)


def kan_lese_pdf() -> bool:
    return shutil.which("pdftotext") is not None


def pdf_tekst(innhold: bytes) -> str:
    """Words, metadata and outline of a PDF, without the line breaks of the page."""
    with pikepdf.open(BytesIO(innhold)) as dokument:
        deler = [str(verdi) for verdi in dokument.docinfo.values()]
        with dokument.open_metadata() as metadata:
            deler += [str(verdi) for verdi in metadata.values()]
        with dokument.open_outline() as innholdsliste:
            deler += [str(punkt.title) for punkt in innholdsliste.root]
    ut = subprocess.run(
        ["pdftotext", "-", "-"], input=innhold, capture_output=True, check=True
    )
    return re.sub(r"[\s\u00ad]+", "", "".join([*deler, ut.stdout.decode()]))
