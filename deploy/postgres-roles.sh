#!/bin/sh
# Makes the database and its three roles on a PostgreSQL of one's own; the same as deploy/postgres/roles.py does.
# Needs OWNER_PASSWORD, APP_PASSWORD and QUEUE_PASSWORD, and a superuser's connection in psql's usual variables.
set -eu
psql -v ON_ERROR_STOP=1 -U "${POSTGRES_USER:-postgres}" -d postgres \
    -v owner="$OWNER_PASSWORD" -v app="$APP_PASSWORD" -v queue="$QUEUE_PASSWORD" <<'SQL'
create role bangban_owner login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password :'owner';
create role bangban_app login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password :'app';
create role bangban_queue login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password :'queue';
create database bangban owner bangban_owner;
revoke all on database bangban from public;
grant connect on database bangban to bangban_app, bangban_queue;
\connect bangban
alter schema public owner to bangban_owner;
revoke create on schema public from public;
SQL
