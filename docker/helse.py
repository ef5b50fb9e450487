"""Asks the program in this container whether it lives; exit code 0 if it does."""

import http.client
import os
import sys

# Django answers only to names it knows.
vert = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
try:
    forbindelse = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    forbindelse.request("GET", "/helse/lever/", headers={"Host": vert or "localhost"})
    status = forbindelse.getresponse().status
except OSError as feil:
    sys.exit(f"Svarer ikke: {feil}")
sys.exit(0 if status == 200 else f"Svarer {status}")
