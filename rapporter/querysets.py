"""Who reads which reports."""

from typing import TYPE_CHECKING, Self

from django.db import models

from rapporter import enums, rules

if TYPE_CHECKING:
    from helsefellesskap.models import Bruker


class RapportQuerySet(models.QuerySet):
    def publiserte(self) -> Self:
        return self.filter(status=enums.Rapportstatus.PUBLISERT)

    def synlig_for(self, bruker: "Bruker") -> Self:
        """Drafts for the sekretariat, published ones for everybody with a role or
        a seat in a committee."""
        if rules.lager_rapporter(bruker):
            return self.all()
        if not rules.leser_rapporter(bruker):
            return self.none()
        return self.publiserte()

    def uten_pdf(self) -> Self:
        """For lists: the file is large, and only one view sends it."""
        return self.defer("pdf", "tall")
