"""Every text of the product, in every language."""

import gettext
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _
from django.utils.translation import override

from helsefellesskap import kataloger

spraakene = pytest.mark.parametrize("spraak", kataloger.SPRAK)


@pytest.fixture(scope="module")
def tekster():
    return kataloger.finn_tekster()


def nokler(katalog):
    return {(m.context, m.id) for m in katalog if m.id}


def test_the_languages_offered_are_bokmal_and_those_with_a_catalogue():
    assert [kode for kode, _navn in settings.LANGUAGES] == ["nb", *kataloger.SPRAK]


@spraakene
def test_no_text_is_missing_and_none_is_left_over(tekster, spraak):
    katalog = kataloger.les(spraak)
    # Python, forms, letters and templates all have some.
    assert len(nokler(tekster)) > 1500
    assert nokler(katalog) == nokler(tekster)
    assert kataloger.mangler(katalog) == []


@spraakene
def test_what_is_compiled_is_what_stands_in_the_catalogue(spraak):
    katalog = kataloger.les(spraak)
    fil = kataloger.katalogfil(spraak, "mo").read_bytes()
    assert fil == kataloger.som_mo(katalog)
    lest = gettext.GNUTranslations(BytesIO(fil))
    assert lest.gettext("Hva skjedde?") == katalog.get("Hva skjedde?").string


@pytest.mark.parametrize(
    ("oversatt", "hel"),
    [
        ("Sak %(nr)s", True),
        ("", False),
        ("Sak", False),
        ("Sak %(nummer)s", False),
        ("Sak %(nr)s %(nr)s", False),
    ],
)
def test_a_translation_has_the_placeholders_of_its_source(oversatt, hel):
    katalog = Catalog(locale="nn")
    katalog.add("Sak %(nr)s", oversatt)
    assert kataloger.mangler(katalog) == ([] if hel else ["Sak %(nr)s"])


def test_a_text_is_found_in_code_and_in_templates_with_its_line_breaks(tekster):
    steder = {
        tekst: {sti.split("/")[0] for sti, _linje in tekster.get(tekst).locations}
        for tekst in ("Velg når det skjedde", "Hva skjer nå?")
    }
    assert steder == {"Velg når det skjedde": {"avvik"}, "Hva skjer nå?": {"templates"}}


def test_updating_changes_nothing_twice(tmp_path, settings, capsys):
    settings.LOCALE_PATHS = [tmp_path]
    call_command("oppdater_kataloger")
    forste = kataloger.katalogfil("nn").read_bytes()
    call_command("oppdater_kataloger")
    assert kataloger.katalogfil("nn").read_bytes() == forste
    # A new catalogue has everything left to translate.
    assert "igjen." in capsys.readouterr().out
    assert len(kataloger.mangler(kataloger.les("nn"))) == len(kataloger.les("nn"))


def test_a_text_is_shown_in_the_language_chosen():
    sett = []
    for spraak in ("nb", "nn", "en"):
        with override(spraak):
            sett.append(_("Hva skjedde?"))
    assert sett == ["Hva skjedde?", "Kva skjedde?", "What happened?"]
