"""A report as one PDF file."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from rapporter import innhold
from rapporter.pdf import lag_pdf
from rapporter.tallsett import Uttrekk


def paa_rapportspraket() -> override:
    """A report is in bokmål, whatever language its maker reads the pages in."""
    return override(settings.LANGUAGE_CODE)


def som_pdf(uttrekk: Uttrekk, tekster: innhold.Tekster) -> bytes:
    """The same bytes for the same figures, texts, fonts and packages."""
    with paa_rapportspraket():
        d = innhold.dokument(uttrekk, tekster)
        html = render_to_string(
            "rapporter/pdf/rapport.html",
            {"tittel": d.tittel, "avsender": d.avsender, "d": d},
        )
        return lag_pdf(html, tittel=d.tittel, dato=tekster.dato or uttrekk.uttrekk)
