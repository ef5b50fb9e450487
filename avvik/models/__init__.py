"""A case from filing to closing: one module per noun, one namespace."""

from avvik.models.rabra import Kortmottaker, Rabrakort
from avvik.models.register import (
    Fristregel,
    Kategori,
    Kategorigruppe,
    Nokupkode,
    Ruteregel,
    Valg,
)
from avvik.models.sak import Avvik, Meldingsinnhold, Saksteller, Utkast
from avvik.models.saksdeler import (
    Deling,
    Hendelse,
    Melding,
    Paminnelse,
    Svar,
    Tildeling,
    Tiltak,
)

__all__ = [
    "Avvik",
    "Deling",
    "Fristregel",
    "Hendelse",
    "Kategori",
    "Kategorigruppe",
    "Melding",
    "Meldingsinnhold",
    "Kortmottaker",
    "Nokupkode",
    "Paminnelse",
    "Rabrakort",
    "Ruteregel",
    "Saksteller",
    "Svar",
    "Tildeling",
    "Tiltak",
    "Utkast",
    "Valg",
]
