"""The closed door of tables with case text."""

from typing import Self

from django.db import models


class SakQuerySet(models.QuerySet):
    """Base for the querysets of tables that hold case text."""

    def synlig_for(self, bruker) -> Self:
        """The rows this person may see. Each table says which."""
        raise NotImplementedError


class LukketManager(models.Manager):
    """Yields nothing until it is asked on whose behalf.

    Open it with `synlig_for(bruker)`, or with `uten_tilgangskontroll(grunn=…)`
    where no person reads the rows; tests/test_dorer.py holds the list of the
    latter's uses.
    """

    _queryset_class: type[SakQuerySet] = SakQuerySet

    @classmethod
    def for_queryset(cls, queryset: type[SakQuerySet]) -> type["LukketManager"]:
        return type(
            f"LukketManagerFor{queryset.__name__}",
            (cls,),
            {"_queryset_class": queryset},
        )

    def _alle(self) -> SakQuerySet:
        queryset = self._queryset_class(self.model, using=self._db, hints=self._hints)
        # Managers of reverse relations (`avvik.svar`) keep their filter.
        begrens = getattr(self, "_apply_rel_filters", None)
        return begrens(queryset) if begrens else queryset

    def get_queryset(self) -> SakQuerySet:
        return self._queryset_class(self.model, using=self._db).none()

    def synlig_for(self, bruker, **valg) -> SakQuerySet:
        return self._alle().synlig_for(bruker, **valg)

    def uten_tilgangskontroll(self, *, grunn: str) -> SakQuerySet:
        """Every row; `grunn` says why no person's rights apply."""
        return self._alle()
