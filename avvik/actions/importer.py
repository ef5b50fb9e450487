"""Taking in what comes from files: the registers and the history."""

from avvik.actions.historikkimport import Importfeil, importer_historikk, sammenlign
from avvik.actions.nokupimport import importer_nokup
from avvik.actions.registerimport import importer_register

__all__ = [
    "Importfeil",
    "importer_historikk",
    "importer_nokup",
    "importer_register",
    "sammenlign",
]
