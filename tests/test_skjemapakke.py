"""The form pack and the components, as page authors use them."""

import re
from datetime import date, datetime

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory


class Skjema(forms.Form):
    naar = forms.ChoiceField(
        label="Når skjedde det?",
        choices=[("idag", "I dag"), ("annen", "En annen dag")],
        widget=forms.RadioSelect,
        help_text="Omtrent.",
        error_messages={"required": "Velg når det skjedde"},
    )
    dato = forms.DateField(label="Dato", required=False)
    hva = forms.CharField(
        label="Hva skjedde?",
        max_length=2000,
        widget=forms.Textarea,
        help_text="Skriv kort.",
        error_messages={"required": "Skriv kort hva som skjedde"},
    )
    referanse = forms.CharField(label="Referanse", max_length=40, required=False)
    sted = forms.ChoiceField(label="Sted", choices=[("n", "Narvik")], required=False)
    sett = forms.BooleanField(
        label="Kontrollert", error_messages={"required": "Kryss av"}
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["naar"].viser = {"annen"}
        self.fields["naar"].valghjelp = {"idag": "Siden <midnatt>"}
        self.fields["dato"].betinget = True
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Div("naar", Div("dato", css_class="betinget"), css_class="betinget-gruppe"),
            "hva",
            "referanse",
            "sted",
            "sett",
            Submit("neste", "Neste", css_class="knapp-sekundar"),
        )


def vist(data=None):
    return render_crispy_form(Skjema(data))


def test_help_stands_between_label_and_field_and_the_error_after():
    html = vist({"naar": "idag"})
    steder = [
        html.index(del_)
        for del_ in (
            'for="id_hva"',
            'id="id_hva_helptext"',
            '<textarea class="ds-input" name="hva"',
            'id="id_hva_error"',
        )
    ]

    assert steder == sorted(steder)


def test_every_id_pointed_to_is_there_once():
    html = vist({})
    ider = re.findall(r'\sid="([^"]+)"', html)
    pekere = re.findall(
        r'(?:for|aria-describedby|aria-labelledby|data-teller)="([^"]+)"', html
    )

    assert len(ider) == len(set(ider))
    assert {del_ for peker in pekere for del_ in peker.split()} <= set(ider)
    assert "id_naar_helptext id_naar_error" in pekere


def test_the_error_summary_leads_to_each_field_in_its_own_words():
    skjema = Skjema({})
    oppsummert = render_to_string("hf/errors.html", {"form": skjema})
    lenker = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', oppsummert)

    assert lenker == [
        ("id_naar_0", "Velg når det skjedde"),
        ("id_hva", "Skriv kort hva som skjedde"),
        ("id_sett", "Kryss av"),
    ]
    assert "Du må rette 3 feil før du kan gå videre" in oppsummert
    assert all(f'id="{mal}"' in vist({}) for mal, _tekst in lenker)


def test_one_error_is_written_as_a_word():
    skjema = Skjema({"naar": "idag", "hva": "x"})

    assert "Du må rette én feil" in render_to_string("hf/errors.html", {"form": skjema})
    assert render_to_string("hf/errors.html", {"form": Skjema()}).strip() == ""


def test_optional_is_said_in_words_and_only_where_it_is_so():
    merket = re.findall(
        r'<label[^>]*for="id_(\w+)">[^<]*<span class="valgfritt">', vist()
    )

    assert merket == ["referanse", "sted"]


def test_a_filter_does_not_call_its_fields_optional():
    skjema = Skjema()
    skjema.helper.form_method = "get"

    assert "valgfritt" not in render_crispy_form(skjema)


def test_what_the_person_wrote_comes_back_escaped():
    html = vist({"hva": "</textarea><b>", "referanse": '"><i>', "naar": "idag"})

    assert "&lt;/textarea&gt;&lt;b&gt;" in html
    assert 'value="&quot;&gt;&lt;i&gt;"' in html
    assert "Siden &lt;midnatt&gt;" in html
    assert re.search(r'value="idag"[^>]* checked', html)


def test_frames_around_fields_escape_texts_and_nothing_else():
    skjema = Skjema({"hva": "</textarea><b>", "referanse": '"><i>'})
    rammer = Fieldset("Ramme & <u>", Div("hva"), "referanse")
    skjema.helper.layout = Layout(rammer)
    html = render_crispy_form(skjema)

    assert "&lt;/textarea&gt;&lt;b&gt;" in html
    assert 'value="&quot;&gt;&lt;i&gt;"' in html
    assert ("<b>" in html, "<i>" in html) == (False, False)
    assert len(re.findall(r"<fieldset|<textarea|<input [^>]*id_referanse", html)) == 3


def test_no_template_lets_a_text_past_the_escaping():
    maler = (settings.BASE_DIR / "templates").rglob("*.html")
    forbi = re.compile(r"\|\s*safe|autoescape off|\|\s*safeseq")

    assert [m for m in maler if forbi.search(m.read_text("utf-8"))] == []


def test_a_long_text_is_counted_and_never_cut_by_the_browser():
    html = vist()

    assert 'data-teller="id_hva" data-grense="2000"' in html
    assert re.findall(r'maxlength="(\d+)"', html) == ["40"]


def test_options_that_open_a_part_are_marked():
    assert re.findall(r'data-viser="(\w+)"', vist()) == ["annen"]


def test_a_form_has_no_browser_bubbles_and_its_buttons_the_right_look():
    html = vist()

    assert re.search(r'<form[^>]* method="post" novalidate>', html)
    assert re.search(r'<button class="knapp [^"]*knapp-sekundar" type="submit"', html)


@pytest.mark.parametrize(
    ("dager", "farge", "ord_"),
    [
        (-3, "danger", "Fristen gikk ut for 3 dager siden"),
        (-1, "danger", "Fristen gikk ut for 1 dag siden"),
        (0, "warning", "Fristen er i dag"),
        (1, "warning", "1 dag igjen"),
        (3, "warning", "3 dager igjen"),
        (4, "neutral", "4 dager igjen"),
    ],
)
def test_a_deadline_is_told_by_date_words_and_colour(dager, farge, ord_):
    html = render_to_string(
        "komponenter/frist.html", {"frist": date(2026, 11, 18), "dager": dager}
    )

    assert "18.11.2026" in html
    assert f'<span class="ds-tag" data-color="{farge}">{ord_}</span>' in html


def test_the_timeline_takes_a_moment_a_day_or_none():
    hendelser = [
        {"tid": datetime(2026, 10, 28, 14, 32), "tittel": "Meldt"},
        {"tid": date(2026, 10, 30), "tittel": "Bekreftet"},
        {"tid": None, "tittel": "Svar", "venter": True},
    ]
    html = render_to_string("komponenter/tidslinje.html", {"hendelser": hendelser})

    assert "28.10.2026 kl. 14.32</time>" in html
    assert ">30.10.2026</time>" in html
    assert html.count("<time ") == 2
    assert html.count('class="venter"') == 1


def test_paging_keeps_the_rest_of_the_query():
    side = Paginator(range(60), 25).get_page(2)
    request = RequestFactory().get("/innboks/", {"vis": "alle", "side": "2"})
    html = render_to_string("komponenter/sidebla.html", {"side": side}, request)
    lenker = re.findall(r'href="([^"]+)"', html)

    assert lenker == [f"?vis=alle&amp;side={nr}" for nr in (1, 1, 3, 3)]


def test_one_page_has_no_paging():
    side = Paginator(range(3), 25).get_page(1)

    assert render_to_string("komponenter/sidebla.html", {"side": side}).strip() == ""
