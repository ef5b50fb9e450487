"""Taking in what comes from files: the registers and the history."""

from avvik.actions.registerimport import importer_register

__all__ = ["importer_register"]
