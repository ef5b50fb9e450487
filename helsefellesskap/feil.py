"""Errors the actions raise and the views turn into messages."""

from django.core.exceptions import PermissionDenied


class Driftsfeil(Exception):
    """Base of errors that mean: this cannot be done now."""


class UlovligOvergang(Driftsfeil):
    """The verb is not in the state table for the case's present status."""

    def __init__(self, fra: str, verb: str) -> None:
        super().__init__(f"{verb} from {fra}")
        self.fra = fra
        self.verb = verb


class Versjonskonflikt(Driftsfeil):
    """Somebody else changed the row while this person wrote (409)."""


class IkkeLov(PermissionDenied):
    """Visible, but this person may not do this (403)."""


class FlytStengt(Driftsfeil):
    """The flow has no approved legal basis and is off."""

    def __init__(self, flyt: str) -> None:
        super().__init__(flyt)
        self.flyt = flyt
