"""Messages to the next page, which lie in a cookie until then."""

from typing import Any

from django.contrib.messages.storage.fallback import FallbackStorage

from helsefellesskap.idnummer import har_stopp


class Meldinger(FallbackStorage):
    """Drops what holds an identity number; Django admin quotes the address."""

    def add(self, level: int, message: Any, extra_tags: str = "") -> None:
        if not har_stopp(str(message)):
            super().add(level, message, extra_tags)
