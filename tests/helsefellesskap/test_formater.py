import re
from datetime import date, time

import pytest
from django import forms
from django.utils.formats import date_format, time_format
from django.utils.translation import override

from helsefellesskap import miljo

DAG = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("spraak", "skrevet"),
    [
        ("nb", ("9. mars 2026", "9. mars", "mars 2026", "09.03.2026", "08.05")),
        ("nn", ("9. mars 2026", "9. mars", "mars 2026", "09.03.2026", "08.05")),
        ("en", ("9 March 2026", "9 March", "March 2026", "09.03.2026", "08:05")),
    ],
)
def test_dates_are_written_as_the_language_has_them(spraak, skrevet):
    navn = ("DATE", "MONTH_DAY", "YEAR_MONTH", "SHORT_DATE")
    with override(spraak):
        datoer = tuple(date_format(DAG, f"{n}_FORMAT") for n in navn)
        klokke = time_format(time(8, 5), "TIME_FORMAT")
    assert (*datoer, klokke) == skrevet


@pytest.mark.parametrize("spraak", ["nb", "nn", "en"])
def test_a_date_is_read_day_first_in_every_language(spraak):
    with override(spraak):
        felt = forms.DateField()
        assert {felt.clean(t) for t in ("9.3.2026", "2026-03-09")} == {DAG}
        with pytest.raises(forms.ValidationError):
            felt.clean("3/9/2026")


def test_templates_name_the_format_and_never_spell_it_out():
    maler = [*(miljo.KODE / "templates").rglob("*.*")]
    skrevet = re.compile(r'(?:\|(?:date|time):|% now )"(?![A-Z_]+_FORMAT")')
    assert [mal.name for mal in maler if skrevet.search(mal.read_text())] == []
    for feil in ('{{ dag|date:"d.m.Y" }}', '{% now "j. F Y" %}'):
        assert skrevet.search(feil)
