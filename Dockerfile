# The build stage is also run without Docker by docker/bygg-uten-docker, so its
# RUN lines may use nothing outside /app and /venv.
FROM python:3.13-slim-bookworm AS bygg
WORKDIR /app
RUN python -m venv /venv
COPY requirements.txt ./
RUN /venv/bin/python -m pip install --quiet --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt
COPY . .
# This needs no database; the key is for this step alone and ends nowhere.
ENV DEMO=1 SECRET_KEY=bare-under-bygging DATA_DIR=/app/.data
RUN /venv/bin/python manage.py collectstatic --noinput --verbosity 0
RUN /venv/bin/python -m compileall -q helsefellesskap avvik utvalg rapporter
# Made by root, read by the user below.
RUN chmod -R a+rX /app

FROM python:3.13-slim-bookworm
# What WeasyPrint loads to make PDF.
RUN apt-get update && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin samhandling
COPY --from=bygg /venv /venv
COPY --from=bygg /app /app
WORKDIR /app
# State is in PostgreSQL; the image itself is never written to.
ENV PATH=/venv/bin:$PATH DATA_DIR=/app/.data PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "docker/helse.py"]
CMD ["gunicorn", "helsefellesskap.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
