"""Many cases, made of one that was filed through the action."""

from django.db import connection

KOPI = """
INSERT INTO avvik_avvik ({kolonner})
SELECT {verdier}
FROM avvik_avvik a, generate_series(%s + 1, %s + %s) AS n
WHERE a.id = %s
"""


def mange_saker(mal, antall, enheter, fra=0):
    """Copies of a case spread over units, a tenth of them open, over three years."""
    byttes = {
        "saksnummer": "'9' || lpad(n::text, 9, '0')",
        "innsendingsnokkel": "gen_random_uuid()",
        "holder_id": f"(ARRAY{list(enheter)})[1 + n %% {len(enheter)}]",
        "status": "CASE WHEN n %% 10 = 0 THEN 'mottatt' ELSE 'avsluttet' END",
        "utfall": "CASE WHEN n %% 10 = 0 THEN '' ELSE 'nyttig' END",
        "meldt_dato": "a.meldt_dato - (n %% 1000)::int",
        "hendelsesdato": "a.hendelsesdato - (n %% 1000)::int",
        "holder_frist": "a.holder_frist + (n %% 30)::int",
        "besvart_dato": "CASE WHEN n %% 10 = 0 THEN NULL ELSE a.meldt_dato END",
    }
    kolonner = [f.column for f in mal._meta.local_concrete_fields if not f.primary_key]
    verdier = [byttes.get(k, f'a."{k}"') for k in kolonner]
    setning = KOPI.format(
        kolonner=", ".join(f'"{k}"' for k in kolonner), verdier=", ".join(verdier)
    )
    with connection.cursor() as cursor:
        cursor.execute(setning, [fra, fra, antall, mal.pk])


def analyser():
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
