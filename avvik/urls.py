import uuid

from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from avvik.views import (
    behandling,
    lister,
    meld,
    meld_rabra,
    mine,
    papir,
    rabra,
    sak,
    utkast,
)
from avvik.views.felles import les_uuid
from avvik.views.tid import skjematid
from avvik.views.vern import vern


class Utkastnokkel(StringConverter):
    """Any path segment: what is no key is one that no draft has."""

    def to_python(self, value: str) -> uuid.UUID:
        return les_uuid(value)

    def to_url(self, value: uuid.UUID) -> str:
        return str(value)


register_converter(Utkastnokkel, "nokkel")

urlpatterns = [
    path("meld/", meld.meld_start, name="meld_start"),
    path("meld/avvik/", meld.meld_avvik, name="meld_avvik"),
    path("meld/forbedring/", meld.meld_forbedring, name="meld_forbedring"),
    path("meld/rabra/", meld_rabra.meld_rabra, name="meld_rabra"),
    path(
        "meld/rabra/<nokkel:nokkel>/",
        meld_rabra.meld_rabra_utkast,
        name="meld_rabra_utkast",
    ),
    path(
        "meld/rabra/<nokkel:nokkel>/slett/",
        meld_rabra.meld_rabra_slett,
        name="meld_rabra_slett",
    ),
    path("meld/utkast/<nokkel:nokkel>/<int:steg>/", meld.meld_steg, name="meld_steg"),
    path("meld/utkast/<nokkel:nokkel>/lagre/", utkast.meld_lagre, name="meld_lagre"),
    path("meld/utkast/<nokkel:nokkel>/slett/", utkast.meld_slett, name="meld_slett"),
    path(
        "meld/kvittering/<str:saksnummer>/",
        meld.meld_kvittering,
        name="meld_kvittering",
    ),
    path("mine/", mine.mine, name="mine"),
    path("rabra/<str:nr>/", rabra.rabrakort, name="rabrakort"),
    path("rabra/<str:nr>/takk/", rabra.rabra_takk, name="rabra_takk"),
    path("rabra/<str:nr>/videre/", rabra.rabra_videre, name="rabra_videre"),
    path("rabra/<str:nr>/deling/", rabra.rabra_deling, name="rabra_deling"),
    path("rabra/<str:nr>/samtykke/", rabra.rabra_samtykke, name="rabra_samtykke"),
    path("rabra/<str:nr>/trekk/", rabra.rabra_trekk, name="rabra_trekk"),
    path("rabra/<str:nr>/utskrift/", rabra.rabra_utskrift, name="rabra_utskrift"),
    path("innboks/", lister.innboks, name="innboks"),
    path("innboks/under/", lister.innboks_under, name="innboks_under"),
    path("innboks/personvern/", lister.personvernsaker, name="personvernsaker"),
    path("sendt/", lister.sendt, name="sendt"),
    path("arbeidsliste/", lister.arbeidsliste, name="arbeidsliste"),
    path("arbeidsliste/registrer/", papir.registrer, name="registrer"),
    path(
        "arbeidsliste/registrer/<str:slug>/", papir.registrer_for, name="registrer_for"
    ),
    path("arbeidsliste/tid/", skjematid, name="skjematid"),
    path("arbeidsliste/vern/", vern, name="vern"),
    path("oppsett/", include("avvik.urls_oppsett")),
    path("sak/<str:nr>/", sak.sak, name="sak"),
    path("sak/<str:nr>/apne/", sak.apne, name="sak_apne"),
    path("sak/<str:nr>/brev/", papir.sak_brev, name="sak_brev"),
    path(
        "sak/<str:nr>/brev/kvittering/",
        papir.sak_kvitteringsbrev,
        name="sak_kvitteringsbrev",
    ),
    path("sak/<str:nr>/brev/svar/", papir.sak_svarbrev, name="sak_svarbrev"),
    path(
        "sak/<str:nr>/som_brev/",
        behandling.med_skjema,
        {"navn": "som_brev"},
        name="sak_som_brev",
    ),
    path(
        "sak/<str:nr>/svar_som_brev/",
        behandling.med_skjema,
        {"navn": "svar_som_brev"},
        name="sak_svar_som_brev",
    ),
    path("sak/<str:nr>/besvar/", behandling.besvar, name="sak_besvar"),
    path("sak/<str:nr>/svarutkast/", behandling.svarutkast, name="sak_svarutkast"),
    path(
        "sak/<str:nr>/tiltakstatus/",
        behandling.tiltakstatus,
        name="sak_tiltakstatus",
    ),
    path(
        "sak/<str:nr>/bekreft/",
        behandling.utfor,
        {"navn": "bekreft"},
        name="sak_bekreft",
    ),
    path(
        "sak/<str:nr>/nyttig/",
        behandling.utfor,
        {"navn": "nyttig"},
        name="sak_nyttig",
    ),
    path(
        "sak/<str:nr>/trekk/",
        behandling.utfor,
        {"navn": "trekk"},
        name="sak_trekk",
    ),
    path(
        "sak/<str:nr>/hvilken_pasient/",
        behandling.utfor,
        {"navn": "hvilken_pasient"},
        name="sak_hvilken_pasient",
    ),
    path(
        "sak/<str:nr>/pasient_avklart/",
        behandling.utfor,
        {"navn": "pasient_avklart"},
        name="sak_pasient_avklart",
    ),
    path(
        "sak/<str:nr>/foresla_fsu/",
        behandling.utfor,
        {"navn": "foresla_fsu"},
        name="sak_foresla_fsu",
    ),
    path(
        "sak/<str:nr>/videre/",
        behandling.med_skjema,
        {"navn": "videre"},
        name="sak_videre",
    ),
    path(
        "sak/<str:nr>/fordel/",
        behandling.med_skjema,
        {"navn": "fordel"},
        name="sak_fordel",
    ),
    path(
        "sak/<str:nr>/spor/",
        behandling.med_skjema,
        {"navn": "spor"},
        name="sak_spor",
    ),
    path(
        "sak/<str:nr>/svar_melder/",
        behandling.med_skjema,
        {"navn": "svar_melder"},
        name="sak_svar_melder",
    ),
    path(
        "sak/<str:nr>/avklart/",
        behandling.med_skjema,
        {"navn": "avklart"},
        name="sak_avklart",
    ),
    path(
        "sak/<str:nr>/mer/",
        behandling.med_skjema,
        {"navn": "mer"},
        name="sak_mer",
    ),
    path(
        "sak/<str:nr>/uenig/",
        behandling.med_skjema,
        {"navn": "uenig"},
        name="sak_uenig",
    ),
    path(
        "sak/<str:nr>/ikke_samhandling/",
        behandling.med_skjema,
        {"navn": "ikke_samhandling"},
        name="sak_ikke_samhandling",
    ),
    path(
        "sak/<str:nr>/duplikat/",
        behandling.med_skjema,
        {"navn": "duplikat"},
        name="sak_duplikat",
    ),
    path(
        "sak/<str:nr>/saksbehandler/",
        behandling.med_skjema,
        {"navn": "saksbehandler"},
        name="sak_saksbehandler",
    ),
    path(
        "sak/<str:nr>/uttalelse_be/",
        behandling.med_skjema,
        {"navn": "uttalelse_be"},
        name="sak_uttalelse_be",
    ),
    path(
        "sak/<str:nr>/uttalelse_gi/",
        behandling.med_skjema,
        {"navn": "uttalelse_gi"},
        name="sak_uttalelse_gi",
    ),
    path(
        "sak/<str:nr>/tiltak/",
        behandling.med_skjema,
        {"navn": "tiltak"},
        name="sak_tiltak",
    ),
    path(
        "sak/<str:nr>/meldeplikt/",
        behandling.med_skjema,
        {"navn": "meldeplikt"},
        name="sak_meldeplikt",
    ),
    path(
        "sak/<str:nr>/personvern/",
        behandling.med_skjema,
        {"navn": "personvern"},
        name="sak_personvern",
    ),
    path(
        "sak/<str:nr>/feil/",
        behandling.med_skjema,
        {"navn": "feil"},
        name="sak_feil",
    ),
    path(
        "sak/<str:nr>/retting/",
        behandling.med_skjema,
        {"navn": "retting"},
        name="sak_retting",
    ),
    path(
        "sak/<str:nr>/kategori/",
        behandling.med_skjema,
        {"navn": "kategori"},
        name="sak_kategori",
    ),
    path(
        "sak/<str:nr>/masker/",
        behandling.med_skjema,
        {"navn": "masker"},
        name="sak_masker",
    ),
]
