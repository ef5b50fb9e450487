"""Who reads which reports."""

from typing import TYPE_CHECKING, Self

from django.db import models

from helsefellesskap.enums import Rollenavn
from rapporter import enums

if TYPE_CHECKING:
    from helsefellesskap.models import Bruker


class RapportQuerySet(models.QuerySet):
    def publiserte(self) -> Self:
        return self.filter(status=enums.Rapportstatus.PUBLISERT)

    def synlig_for(self, bruker: "Bruker") -> Self:
        """Drafts for the sekretariat, published ones for everybody with a role."""
        if bruker.tilganger.sekretariat:
            return self.all()
        if not bruker.tilganger.har(*set(Rollenavn) - {Rollenavn.ADMIN}):
            return self.none()
        return self.publiserte()
