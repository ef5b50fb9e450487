"""A real OpenID Connect provider, allauth's own, in a process of its own.

    python -m tests.ssotjener FOLDER

prints its port. The way in goes by 127.0.0.1, which sends people on to localhost at
once, as a broker does: names of two sites.
"""

KLIENT, HEMMELIG = "samhandling", "en hemmelighet: med tegn"
