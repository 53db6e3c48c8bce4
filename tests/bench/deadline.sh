#!/usr/bin/env bash
# One due time, however long the term is, and one with the whole plan of its escalation, as intake
# works them out: starts in steps of minutes from 2018 on.
# shellcheck source=/dev/null
source "$ROOT/tests/bench/lib/lib.sh"

for ((round = 1; round <= ROUNDS; round++)); do
    "$DRIVERS/deadline" >"$WORK/costs"
    while IFS=$'\t' read -r what nanoseconds; do
        sample "$what" ns "$nanoseconds"
    done <"$WORK/costs"
done
while IFS=$'\t' read -r what _; do aim "$what" "$what" - '<= 1000'; done <"$WORK/costs"
