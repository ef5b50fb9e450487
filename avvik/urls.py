import uuid

from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from avvik.handlinger import HANDLINGER
from avvik.views import (
    behandling,
    lister,
    meld,
    meld_rabra,
    meld_send,
    mine,
    papir,
    rabra,
    sak,
    trend,
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
        meld_send.meld_kvittering,
        name="meld_kvittering",
    ),
    path("meld/trend/", trend.meld_trend, name="meld_trend"),
    path("meld/trend/angre/", trend.meld_trend_angre, name="meld_trend_angre"),
    path("mine/", mine.mine, name="mine"),
    path("rabra/<str:nr>/", rabra.rabrakort, name="rabrakort"),
    path("rabra/<str:nr>/takk/", rabra.rabra_takk, name="rabra_takk"),
    path("rabra/<str:nr>/videre/", rabra.rabra_videre, name="rabra_videre"),
    path("rabra/<str:nr>/tilbake/", rabra.rabra_tilbake, name="rabra_tilbake"),
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
    path("sak/<str:nr>/besvar/", behandling.besvar, name="sak_besvar"),
    path("sak/<str:nr>/svarutkast/", behandling.svarutkast, name="sak_svarutkast"),
    path(
        "sak/<str:nr>/tiltakstatus/",
        behandling.tiltakstatus,
        name="sak_tiltakstatus",
    ),
    *(
        path(
            f"sak/<str:nr>/{verb.navn}/",
            behandling.med_skjema if verb.skjema else behandling.utfor,
            {"navn": verb.navn},
            name=verb.rute,
        )
        for verb in HANDLINGER.values()
    ),
]
