"""What a letter says, made when it is sent. Plain text, nothing to answer to."""

import logging
from collections.abc import Sequence

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from helsefellesskap.felter import IdentitetsnummerFunnet
from helsefellesskap.idnummer import har_stopp
from helsefellesskap.models import Brev, Brevlinje, Bruker
from helsefellesskap.register import Brevinnhold, brevslag
from helsefellesskap.utboks import SAMLEBREV

logger = logging.getLogger("samhandling.epost")

# Not a fault of the letter being written.
AVBRUDD = (SoftTimeLimitExceeded, OperationalError, InterfaceError)

# A line that could not be written, and the type of what went wrong.
Feilet = tuple[Brevlinje, str]


def skriv(brev: Brev) -> tuple[EmailMessage | None, list[Feilet]]:
    """The message in the receiver's language, or None when no longer wanted."""
    mottaker = brev.mottaker
    if not mottaker.is_active:
        return None, []
    with override(mottaker.spraak):
        if brev.kind == SAMLEBREV:
            innhold, feilet = _samlet(brev)
        else:
            innhold, feilet = _innhold(brev, mottaker), []
        return innhold and _melding(brev, innhold), feilet


def _innhold(brev: Brev | Brevlinje, mottaker: Bruker) -> Brevinnhold | None:
    slag = brevslag(brev.kind)
    if not slag.onsket(brev, mottaker):
        return None
    return slag.innhold(brev, mottaker)


def _samlet(brev: Brev) -> tuple[Brevinnhold | None, list[Feilet]]:
    """Every line is asked anew; one that fails does not stop the others."""
    deler: list[Brevinnhold] = []
    feilet: list[Feilet] = []
    for linje in brev.linjer.order_by("pk"):
        try:
            with transaction.atomic():
                innhold = _innhold(linje, brev.mottaker)
                if innhold:
                    _stopp_identitetsnummer(innhold)
                    deler.append(innhold)
        except AVBRUDD:
            raise
        except Exception as feil:  # noqa: BLE001
            feilet.append((linje, type(feil).__name__))
    return (_slaa_sammen(deler) if deler else None), feilet


def _slaa_sammen(deler: Sequence[Brevinnhold]) -> Brevinnhold:
    antall = len(deler)
    emne = ngettext(
        "%(antall)s påminnelse om samhandling",
        "%(antall)s påminnelser om samhandling",
        antall,
    ) % {"antall": antall}
    linjer = "\n".join(f"- {del_.tekst}" for del_ in deler)
    oversikt = _("Oversikten din: %(lenke)s") % {"lenke": f"{settings.BASE_URL}/"}
    return Brevinnhold(emne=emne, tekst=f"{linjer}\n\n{oversikt}")


def _stopp_identitetsnummer(innhold: Brevinnhold) -> None:
    for felt in ("emne", "tekst"):
        if har_stopp(getattr(innhold, felt)):
            raise IdentitetsnummerFunnet(felt)


def _melding(brev: Brev, innhold: Brevinnhold) -> EmailMessage:
    _stopp_identitetsnummer(innhold)
    fot = _("Ikke svar på denne e-posten. Ikke send pasientopplysninger på e-post.")
    return EmailMessage(
        subject=str(innhold.emne),
        body=f"{innhold.tekst}\n\n-- \n{fot}\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[brev.mottaker.email],
        headers={
            "Message-ID": brev.message_id,
            # No out-of-office answers to a letter nobody reads answers to.
            "Auto-Submitted": "auto-generated",
        },
    )
