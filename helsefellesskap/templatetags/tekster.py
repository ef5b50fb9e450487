"""{% varseltekst "haster" farge="warning" %}: a notice the sekretariat words."""

from typing import Any

from django import template
from django.template import Context

from helsefellesskap.enums import Tekstnokkel
from helsefellesskap.tekster import for_side

register = template.Library()


@register.inclusion_tag("komponenter/varsel.html", takes_context=True)
def varseltekst(context: Context, nokkel: str, farge: str = "warning") -> dict:
    """`context.request` stands also where a template was included with `only`."""
    varsel = _finn(context, nokkel)
    return {"tittel": varsel.tittel, "avsnitt": varsel.avsnitt, "farge": farge}


@register.simple_tag(takes_context=True)
def finn_tekst(context: Context, nokkel: str) -> Any:
    """The notice itself, for a page that gives it a frame of its own."""
    return _finn(context, nokkel)


def _finn(context: Context, nokkel: str) -> Any:
    return for_side(getattr(context, "request", None))[Tekstnokkel(nokkel)]
