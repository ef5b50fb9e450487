"""Change history by database triggers, with the acting person.

`triggers = spor("status", …)` in a model's Meta writes a row to Endringslogg
for every insert, delete and change of the named columns, in the same
transaction, whoever writes. Name columns of dates, states, numbers and ids
only: free text does not belong in a log that cannot be masked.
"""

import pgtrigger

_FUNKSJON = """
    INSERT INTO helsefellesskap_endringslogg
        (aktor, tabell, rad_id, operasjon, verdier)
    VALUES (
        coalesce(current_setting('samhandling.aktor', true), ''),
        TG_TABLE_NAME,
        {rad}.id,
        lower(TG_OP),
        jsonb_strip_nulls(jsonb_build_object({verdier}))
    );
    RETURN NULL;
"""


def _verdier(rad: str, kolonner: tuple[str, ...]) -> str:
    return ", ".join(f"'{k}', {rad}.{k}" for k in kolonner)


def spor(*kolonner: str) -> list[pgtrigger.Trigger]:
    """Triggers that track the named columns of a table."""
    endret = pgtrigger.AnyChange(*[k.removesuffix("_id") for k in kolonner])
    return [
        pgtrigger.Trigger(
            name="spor_inn",
            when=pgtrigger.After,
            operation=pgtrigger.Insert,
            func=_FUNKSJON.format(rad="NEW", verdier=_verdier("NEW", kolonner)),
        ),
        pgtrigger.Trigger(
            name="spor_endring",
            when=pgtrigger.After,
            operation=pgtrigger.Update,
            condition=endret,
            func=_FUNKSJON.format(rad="NEW", verdier=_verdier("NEW", kolonner)),
        ),
        pgtrigger.Trigger(
            name="spor_sletting",
            when=pgtrigger.After,
            operation=pgtrigger.Delete,
            func=_FUNKSJON.format(rad="OLD", verdier=_verdier("OLD", kolonner)),
        ),
    ]
