"""Words for the registers: what is valid, who has which role."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Q

from helsefellesskap.enums import Enhetstype, Rollenavn
from helsefellesskap.rules import Tilganger


class BrukerManager(BaseUserManager):
    def get_by_natural_key(self, username: str | None) -> Any:
        return self.get(email__iexact=username)

    def create_user(self, email: str, navn: str, **felter: Any) -> Any:
        bruker = self.model(email=email.strip(), navn=navn, **felter)
        bruker.set_unusable_password()
        bruker.save(using=self._db)
        return bruker

    def create_superuser(self, email: str, navn: str, **felter: Any) -> Any:
        """For `manage.py createsuperuser`; logs in by code like everybody."""
        felter.pop("password", None)
        return self.create_user(email, navn, is_staff=True, is_superuser=True, **felter)


def gyldig_paa(dato: date, fra: str, til: str) -> Q:
    """The period [fra, til] holds the date; an empty end is open."""
    return Q(**{f"{fra}__lte": dato}) & (
        Q(**{f"{til}__isnull": True}) | Q(**{f"{til}__gte": dato})
    )


class VirksomhetQuerySet(models.QuerySet):
    def tilknyttet(self, dato: date) -> Self:
        return self.filter(gyldig_paa(dato, "tilknyttet_fra", "tilknyttet_til"))


class EnhetQuerySet(models.QuerySet):
    def gyldige(self, dato: date) -> Self:
        return self.filter(gyldig_paa(dato, "gyldig_fra", "gyldig_til"))

    def under(self, ider: Iterable[int]) -> frozenset[int]:
        """Ids of all units below the given ones, at any depth, without them."""
        barn: dict[int, list[int]] = {}
        for pk, over in self.values_list("pk", "overordnet_id"):
            barn.setdefault(over, []).append(pk)
        funnet: set[int] = set()
        neste = list(ider)
        while neste:
            nye = [pk for pk in barn.get(neste.pop(), []) if pk not in funnet]
            funnet.update(nye)
            neste.extend(nye)
        return frozenset(funnet)


class TekstQuerySet(models.QuerySet):
    def gjeldende(self) -> Self:
        """The newest wording of each notice and language."""
        nyeste = self.order_by("nokkel", "spraak", "-versjon")
        return nyeste.distinct("nokkel", "spraak")

    def historikk(self, nokkel: str, spraak: str) -> Self:
        """Every wording of one notice, the newest first."""
        rader = self.filter(nokkel=nokkel, spraak=spraak)
        return rader.select_related("endret_av").order_by("-versjon")


class RolleQuerySet(models.QuerySet):
    def aktive(self, dato: date) -> Self:
        """Roles in force on a local date, of people who may log in."""
        return self.filter(gyldig_paa(dato, "fra", "til"), bruker__is_active=True)

    def arbeider(self, dato: date) -> Self:
        """Roles of those who work in the unit (Tilganger.egne_enheter)."""
        return self.aktive(dato).exclude(navn=Rollenavn.PERSONVERNOMBUD)

    def tilganger(self, bruker_id: int, dato: date) -> Tilganger:
        """What a person may do on a local date; two queries at the most."""
        roller = list(
            self.aktive(dato)
            .filter(bruker_id=bruker_id)
            .values_list("navn", "enhet_id", "enhet__virksomhet_id")
        )
        ledede = {
            enhet
            for navn, enhet, _ in roller
            if navn in (Rollenavn.LEDER, Rollenavn.STEDFORTREDER)
        }
        enheter = self.model._meta.get_field("enhet").related_model.objects
        return Tilganger(
            roller=frozenset((navn, enhet) for navn, enhet, _ in roller),
            virksomhet_for_enhet=tuple({(e, v) for _, e, v in roller if e}),
            enheter_under=enheter.under(ledede) - ledede if ledede else frozenset(),
        )

    def mottar_for(self, t: Tilganger, dato: date) -> frozenset[int]:
        """Ids of the units whose letters come to a person with these rights: own
        ones, and those where nobody nearer can take them (mottakere.for_enhet).

        Two queries, and none for people whom only own units' letters can reach.
        """
        if not (t.enheter_under or t.kontakt_virksomheter or t.sekretariat):
            return t.leder_enheter
        enheter = self.model._meta.get_field("enhet").related_model.objects
        linje = _Linje(self.aktive(dato), enheter.select_related("virksomhet"), t, dato)
        return t.leder_enheter | linje.kommer_hit()


class _Linje:
    """Who stands nearest to each unit on a date, seen from one person's rights."""

    def __init__(
        self, roller: RolleQuerySet, enheter: EnhetQuerySet, t: Tilganger, dato: date
    ) -> None:
        self.t, self.dato = t, dato
        self.alle = {enhet.pk: enhet for enhet in enheter}
        rader = roller.filter(
            navn__in=(
                Rollenavn.LEDER,
                Rollenavn.STEDFORTREDER,
                Rollenavn.SAMHANDLINGSKONTAKT,
            )
        ).values_list("navn", "enhet_id")
        kontakter = {e for navn, e in rader if navn == Rollenavn.SAMHANDLINGSKONTAKT}
        self.ledet = {e for navn, e in rader if navn != Rollenavn.SAMHANDLINGSKONTAKT}
        self.med_kontakt = {self.alle[e].virksomhet_id for e in kontakter}
        self.kontaktenheter = {
            e for e in kontakter if self.alle[e].type == Enhetstype.SAMHANDLINGSKONTAKT
        }

    def kommer_hit(self) -> frozenset[int]:
        return frozenset(pk for pk, enhet in self.alle.items() if self._hit(enhet))

    def _hit(self, enhet: Any) -> bool:
        t = self.t
        if not enhet.virksomhet.tilknyttet(self.dato):
            return t.sekretariat  # whose own unit is not tilknyttet either
        if enhet.pk in self.ledet | self.kontaktenheter:
            kontakt_i = t.enheter(Rollenavn.SAMHANDLINGSKONTAKT) & self.kontaktenheter
            return enhet.pk in t.leder_enheter | kontakt_i
        if over := self._ledet_over(enhet):
            return over in t.leder_enheter
        if enhet.virksomhet_id in self.med_kontakt:
            return enhet.virksomhet_id in t.kontakt_virksomheter
        return t.sekretariat

    def _ledet_over(self, enhet: Any) -> int | None:
        over = self.alle.get(enhet.overordnet_id)
        while over is not None and over.pk not in self.ledet:
            over = self.alle.get(over.overordnet_id)
        return over.pk if over else None
