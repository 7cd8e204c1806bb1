#!/bin/sh
# Run once by the PostgreSQL image, as its superuser, when a cluster is new: the migrator and its empty databases.
# Everything after that is the migrator's work (`manage.py prepare`).
set -eu
psql --set ON_ERROR_STOP=1 --username postgres --dbname postgres \
    --set migrator_password="$(cat "${MIGRATOR_PASSWORD_FILE:-/run/secrets/migrator_password}")" <<'SQL'
CREATE ROLE migrator LOGIN CREATEROLE PASSWORD :'migrator_password';
-- After an erasure a function of its own lets go of the log's files that the deleted rows stand in (the process scour).
GRANT pg_checkpoint TO migrator;
SQL
for database in $PLATEMARK_DATABASES; do
    createdb --username postgres --owner migrator "$database"
    # So that the migrator may revoke the languages from PUBLIC: who writes functions can read past views.
    psql --set ON_ERROR_STOP=1 --username postgres --dbname "$database" \
        --command 'ALTER LANGUAGE plpgsql OWNER TO migrator' --command 'ALTER LANGUAGE sql OWNER TO migrator'
    # Large objects are a place to keep loot in that no grant speaks of; only a superuser can close them.
    psql --set ON_ERROR_STOP=1 --username postgres --dbname "$database" --command 'REVOKE EXECUTE ON FUNCTION
        lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea), lo_put(oid, bigint, bytea), lo_open(oid, integer)
        FROM PUBLIC'
    psql --set ON_ERROR_STOP=1 --username postgres --dbname "$database" --command 'GRANT EXECUTE ON FUNCTION
        pg_switch_wal() TO migrator'
    # The planner's samples of deleted rows: the migrator lets the login vacuum rewrite them.
    psql --set ON_ERROR_STOP=1 --username postgres --dbname "$database" --command 'GRANT MAINTAIN ON
        pg_catalog.pg_statistic TO migrator WITH GRANT OPTION'
done
