#!/bin/sh
# Starts a Vault server: the arguments are its command line.
# PM_FOLDER         state folder
# PM_POSTGRES_PORT  optional, with PM_POSTGRES_DATABASE and PM_POSTGRES_USER: create the tables of Vault's PostgreSQL storage first, which
#                   Vault itself does not
#                   (https://developer.hashicorp.com/vault/docs/configuration/storage/postgresql)
set -eu
. "${0%/*}/component.sh"

if [ -n "${PM_POSTGRES_PORT:-}" ]; then
    PGPASSFILE="$PM_FOLDER/pgpass" psql -X -q -h 127.0.0.1 -p "$PM_POSTGRES_PORT" -U "$PM_POSTGRES_USER" -d "$PM_POSTGRES_DATABASE" -v ON_ERROR_STOP=1 <<'SQL'
SET client_min_messages = warning;
CREATE TABLE IF NOT EXISTS vault_kv_store (
  parent_path TEXT COLLATE "C" NOT NULL,
  path        TEXT COLLATE "C",
  key         TEXT COLLATE "C",
  value       BYTEA,
  CONSTRAINT pkey PRIMARY KEY (path, key)
);
CREATE INDEX IF NOT EXISTS parent_path_idx ON vault_kv_store (parent_path);
CREATE TABLE IF NOT EXISTS vault_ha_locks (
  ha_key      TEXT COLLATE "C" NOT NULL,
  ha_identity TEXT COLLATE "C" NOT NULL,
  ha_value    TEXT COLLATE "C",
  valid_until TIMESTAMP WITH TIME ZONE NOT NULL,
  CONSTRAINT ha_key PRIMARY KEY (ha_key)
);
SQL
fi

# A new id for each start: it tells a server that has just been started, and is opened, from one that somebody sealed on purpose.
cat /proc/sys/kernel/random/uuid >"$PM_FOLDER/run-id"
exec "$@"
