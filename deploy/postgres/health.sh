#!/bin/sh
# The health check of a cluster's container: whether the server answers; and what `make run` does about a full disk
# (reviews_site/devserver/disk.py). A server that finds no room for its log ends, and can't start again without room. So a
# reserve lies beside the data. Once little else is free it is given up, and no new transaction may write until there is
# room.
set -eu
folder=/var/lib/postgresql
low_megabytes=256 reserve_megabytes=128
enough_megabytes=$((low_megabytes + reserve_megabytes))
reserve="$folder/reserve" refused="$folder/writers-are-refused"

switch() {
    PGPASSWORD="$(cat /run/secrets/superuser_password)" psql --quiet --no-psqlrc --host 127.0.0.1 --username postgres \
        --set ON_ERROR_STOP=1 --output /dev/null --command "ALTER SYSTEM $1" --command "SELECT pg_reload_conf()" postgres
}

# By address: while the image makes a new cluster, a temporary server answers on the socket.
pg_isready --quiet --host 127.0.0.1 --username postgres
free="$(df --output=avail --block-size=1M "$folder" | tail -n 1 | tr -d ' ')"
if [ -e "$refused" ]; then
    if [ "$free" -gt "$enough_megabytes" ]; then
        switch "RESET default_transaction_read_only"
        rm "$refused"
    fi
elif [ "$free" -lt "$low_megabytes" ]; then
    rm -f "$reserve"
    switch "SET default_transaction_read_only = on"
    touch "$refused"
elif [ ! -e "$reserve" ] && [ "$free" -gt $((enough_megabytes + reserve_megabytes)) ]; then
    fallocate --length "${reserve_megabytes}MiB" "$reserve" || rm -f "$reserve"
fi
if [ -e "$refused" ]; then
    echo "The disk is full ($free MB left): what is there can be read, and nothing is saved."
    exit 1
fi
