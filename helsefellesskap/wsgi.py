import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helsefellesskap.settings")
application = get_wsgi_application()

from helsefellesskap.drift import startfeil  # noqa: E402  needs the apps

if feil := startfeil():
    # Not SystemExit: gunicorn would start the worker again for ever.
    raise ImproperlyConfigured(feil)
