#!/bin/sh
# Run once by the database container on an empty volume: the owner role migrates,
# the run-time role owns nothing. The same rights as the embedded servers give.
set -eu
psql -X -q -v ON_ERROR_STOP=1 -U postgres -d postgres \
  -v eier="$EIER_PASSORD" -v app="$APP_PASSORD" <<'SQL'
CREATE ROLE samhandling_eier LOGIN PASSWORD :'eier';
CREATE ROLE samhandling_app LOGIN PASSWORD :'app';
REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;
CREATE DATABASE samhandling OWNER samhandling_eier;
REVOKE ALL ON DATABASE samhandling FROM PUBLIC;
GRANT CONNECT ON DATABASE samhandling TO samhandling_app;
\connect samhandling
ALTER SCHEMA public OWNER TO samhandling_eier;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO samhandling_app;
SQL
