#!/bin/sh
# What the PostgreSQL image does before the server of docker-compose.yml: a new cluster, a temporary server that listens on
# its socket alone, and the scripts of /docker-entrypoint-initdb.d.
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    mkdir -p "$PGDATA"
    chmod 700 "$PGDATA"
    # shellcheck disable=SC2086 # several arguments
    initdb --username postgres --pwfile "$POSTGRES_PASSWORD_FILE" $POSTGRES_INITDB_ARGS
    echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
    printf "listen_addresses = '*'\nunix_socket_directories = '%s'\n" "$PGHOST" >>"$PGDATA/postgresql.conf"
    PGPASSWORD="$(cat "$POSTGRES_PASSWORD_FILE")"
    export PGPASSWORD
    pg_ctl --wait --options "-c listen_addresses=''" start
    for script in /docker-entrypoint-initdb.d/*; do
        "$script"
    done
    pg_ctl --wait --mode fast stop
    unset PGPASSWORD
fi
exec "$@"
