#!/bin/sh
# Run once by the PostgreSQL image, as its superuser, when a cluster is new: the migrator and its empty databases.
# Everything after that is the migrator's work (`manage.py prepare`).
set -eu
run() { psql --quiet --set ON_ERROR_STOP=1 --username postgres --dbname "$@"; }
run postgres --set migrator_password="$(cat "${MIGRATOR_PASSWORD_FILE:-/run/secrets/migrator_password}")" <<'SQL'
CREATE ROLE migrator LOGIN CREATEROLE PASSWORD :'migrator_password';
SQL
scripts="${PLATEMARK_SCRIPTS:-/etc/platemark}"
run postgres --file "$scripts/cluster.sql"
for database in postgres template1; do
    run "$database" --file "$scripts/database.sql"
done
for database in $PLATEMARK_DATABASES; do
    createdb --username postgres --owner migrator "$database"
    run "$database" --file "$scripts/database.sql"
done
