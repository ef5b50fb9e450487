"""A case from filing to closing: one module per noun, one namespace."""

from avvik.models.kladd import Kladd
from avvik.models.plikt import Pliktvurdering
from avvik.models.rabra import Kortinnhold, Kortmottaker, Kortutkast, Rabrakort
from avvik.models.register import (
    Fristregel,
    Kategori,
    Kategorigruppe,
    Nokupkode,
    Ruteregel,
    Valg,
)
from avvik.models.retting import Retteonske, Teksthistorikk
from avvik.models.sak import Avvik, Meldingsinnhold, Saksteller, Utkast
from avvik.models.saksdeler import (
    Deling,
    Hendelse,
    Melding,
    Paminnelse,
    Svar,
    Tildeling,
    Tiltak,
    Tiltaksutkast,
)
from avvik.models.skjematid import Skjematid
from avvik.models.trend import Trendtelling, Trendtype

__all__ = [
    "Avvik",
    "Deling",
    "Fristregel",
    "Hendelse",
    "Kategori",
    "Kategorigruppe",
    "Kladd",
    "Kortinnhold",
    "Kortmottaker",
    "Kortutkast",
    "Melding",
    "Meldingsinnhold",
    "Nokupkode",
    "Paminnelse",
    "Pliktvurdering",
    "Rabrakort",
    "Retteonske",
    "Ruteregel",
    "Saksteller",
    "Skjematid",
    "Svar",
    "Teksthistorikk",
    "Tildeling",
    "Tiltak",
    "Tiltaksutkast",
    "Trendtelling",
    "Trendtype",
    "Utkast",
    "Valg",
]
