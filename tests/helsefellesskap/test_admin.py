"""Administration opens for the technical administrator and shows no case."""

import pytest
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import reverse

from helsefellesskap.models import Bruker, Endringslogg
from tests.factories import lag_sak
from tests.idnumre import TENOR
from tests.innlogging import logg_inn_med_to_faktorer as logg_inn

KANARI = "Gulspurv7731"


@pytest.fixture
def teknisk(verden):
    verden.admin.is_staff = verden.admin.is_superuser = True
    verden.admin.save()
    return verden.admin


def test_every_list_and_form_opens_and_holds_no_case(client, verden, teknisk):
    sak = lag_sak(verden.melder, til=verden.akutt, hva_skjedde=KANARI)
    logg_inn(client, teknisk)
    for modell in admin.site._registry:
        navn = f"admin:{modell._meta.app_label}_{modell._meta.model_name}"
        for adresse in (f"{navn}_changelist", f"{navn}_add"):
            svar = client.get(reverse(adresse))
            ingen_nye = modell is Authenticator and adresse.endswith("_add")
            assert svar.status_code == (403 if ingen_nye else 200), adresse
            assert KANARI not in svar.text
            assert sak.saksnummer not in svar.text


def test_every_text_that_can_be_written_here_passes_the_identity_guard(rf, teknisk):
    request, provd = rf.get("/"), set()
    request.user = teknisk
    for modell, side in admin.site._registry.items():
        if not side.has_add_permission(request):
            continue
        skjemaer = [side.get_form(request)()]
        skjemaer += [s.form() for s, _ in side.get_formsets_with_inlines(request)]
        for skjema in skjemaer:
            for navn, felt in skjema.fields.items():
                if isinstance(felt, forms.CharField):
                    with pytest.raises(ValidationError) as feil:
                        felt.clean(TENOR)
                    koder = {f.code for f in feil.value.error_list}
                    assert "identitetsnummer" in koder, (modell, navn)
                    assert TENOR not in str(feil.value.messages)
                    provd.add((modell.__name__, navn))
    assert {
        ("Virksomhet", "slug"),
        ("Enhet", "navn"),
        ("Ruteregel", "kategori"),
    } <= provd


def test_a_second_factor_can_be_taken_away_but_not_given_or_read(
    client, verden, teknisk
):
    hemmelig = {"secret": KANARI}
    rad = Authenticator.objects.create(
        user=verden.sekretariat, type=Authenticator.Type.TOTP, data=hemmelig
    )
    logg_inn(client, teknisk)
    adresse = f"/admin/mfa/authenticator/{rad.pk}/"
    assert KANARI not in client.get(f"{adresse}change/").text
    nytt = {"user": verden.admin.pk, "type": "totp", "data": "{}"}
    assert client.post(f"{adresse}change/", nytt).status_code == 403
    assert client.post("/admin/mfa/authenticator/add/", nytt).status_code == 403
    assert Authenticator.objects.get().data == hemmelig
    assert client.post(f"{adresse}delete/", {"post": "yes"}).status_code == 302
    assert not Authenticator.objects.exists()


def test_others_are_not_let_in(client, verden):
    logg_inn(client, verden.sekretariat)
    assert client.get("/admin/").status_code != 200


def test_a_person_made_here_has_no_password_and_the_change_is_tracked(
    client, verden, teknisk
):
    logg_inn(client, teknisk)
    svar = client.post(
        reverse("admin:helsefellesskap_bruker_add"),
        {
            "email": "ny@eks.no",
            "navn": "Ny leder",
            "spraak": "nb",
            "is_active": "on",
            "roller-TOTAL_FORMS": "1",
            "roller-INITIAL_FORMS": "0",
            "roller-0-navn": "leder",
            "roller-0-enhet": str(verden.akutt.pk),
            "roller-0-fra": "2026-01-01",
        },
    )
    assert svar.status_code == 302
    ny = Bruker.objects.get(email="ny@eks.no")
    assert not ny.has_usable_password()
    assert ny.tilganger.leder_enheter == {verden.akutt.pk}
    spor = Endringslogg.objects.filter(tabell="helsefellesskap_rolle").latest("pk")
    assert spor.aktor == f"bruker:{teknisk.pk}"


def test_an_identity_number_is_stopped_here_too(client, verden, teknisk):
    from tests.idnumre import TENOR

    logg_inn(client, teknisk)
    svar = client.post(
        reverse("admin:helsefellesskap_stengtdag_add"),
        {"dato": "2026-12-24", "grunn": f"Gjelder {TENOR}"},
    )
    assert svar.status_code == 200
    assert "ligner et fødselsnummer" in svar.text


def test_the_front_page_of_the_administrator_says_what_the_role_is_for(
    client, verden, teknisk
):
    logg_inn(client, teknisk)
    side = client.get("/")
    assert "Teknisk administrasjon" in side.text
    assert side.text.count(f'href="{reverse("admin:index")}"') == 2  # menu and button
    assert "Ingenting venter på deg nå." not in side.text
    Bruker.objects.filter(pk=teknisk.pk).update(is_staff=False)
    uten = client.get("/").text
    assert reverse("admin:index") not in uten
    assert "ikke tilgang til administrasjonssidene" in uten
