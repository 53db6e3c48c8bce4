# shellcheck shell=bash
# What a measurement tells: lines of BENCH_RESULTS, fields parted by tabs, which report/ reads.
# Nothing is computed here but what the measurement itself needs to go on.

result() {
    local IFS=$'\t'
    printf '%s\n' "$*" >>"$BENCH_RESULTS"
}

# sample SERIES UNIT VALUE: one figure of one round.
sample() {
    [[ $3 =~ ^[0-9.e+-]+$ ]] || fail "no figure of $1: '$3'"
    result sample "$1" "$2" "$3"
    printf '  %-44s %12s %s\n' "$1" "$3" "$2"
}

# aim LABEL OURS BESIDE RULE: a row of the table. BESIDE is a series, or - for none. Where a name
# holds a * the best series that fits is taken. RULE is one of
#     '>= 1.5x'          ours is at least 1.5 times beside
#     '<= 1.2x + 0.1'    ours is at most 1.2 times beside and 0.1 more
#     '<= 50'            ours is at most 50
#     'never > 50'       the same of each round, where all others are medians
#     '-'                no aim: just shown
aim() { result aim "$@"; }

# must: as aim, but the run fails if it is not met, and is not recorded.
must() { result must "$@"; }

# curve NAME TITLE X-LABEL Y-LABEL [logx] [logy]: a figure; point CURVE SERIES X Y draws in it.
curve() { result curve "$@"; }
point() { result point "$@"; }

# note TEXT: a sentence under the table of the measurement.
note() {
    result note "$*"
    printf '  %s\n' "$*"
}

# words NUMBER: as people say it, where it is round.
words() {
    if (($1 >= 1000000 && $1 % 1000000 == 0)); then
        echo "$(($1 / 1000000)) million"
    elif (($1 >= 1000 && $1 % 1000 == 0)); then
        echo "$(($1 / 1000)) thousand"
    else
        echo "$1"
    fi
}

# median SERIES: of what was sampled so far.
median() {
    awk -F'\t' -v series="$1" '$1 == "sample" && $2 == series { print $4 }' "$BENCH_RESULTS" |
        sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# median_of: of the numbers read, one a line.
median_of() {
    sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# curve_points CURVE SERIES FILE: a file of x and y.
curve_points() {
    local x y
    while IFS=$'\t' read -r x y; do point "$1" "$2" "$x" "$y"; done <"$3"
}
