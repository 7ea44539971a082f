#!/usr/bin/env bash
# keep.sh PIDFILE COMMAND...: run a command, and again whenever it dies.
# What ends by itself within ten seconds cannot start: on that it gives up.
pidfile=$1
shift
while :; do
    began=$SECONDS
    "$@" &
    printf '%s' "$!" >"$pidfile"
    wait "$!"
    code=$?
    [ "$code" -gt 128 ] || [ $((SECONDS - began)) -ge 10 ] || exit "$code"
    sleep 1
done
