# shellcheck shell=bash
# What the checks look at, and how they report. Each check runs from the project's root, prints
# FILE:LINE: what is wrong, and ends with `report`.

FINDINGS=0

# The project's own files whose names match the patterns, without build results.
sources() {
    local pattern arguments=()
    for pattern in "$@"; do arguments+=(-o -name "$pattern"); done
    find . \( -path ./.git -o -path ./build -o -path ./var -o -name node_modules \) -prune \
        -o -type f \( "${arguments[@]:1}" \) -print | sed 's|^\./||' | sort
}

shell_sources() {
    printf '%s\n' dev .ci/run
    sources '*.sh'
    find tests/lint/checks -type f
}

# Reads findings, shows them and counts.
found() {
    local line
    while IFS= read -r line; do
        [[ -n $line ]] || continue
        printf '%s\n' "$line"
        FINDINGS=$((FINDINGS + 1))
    done
}

report() { exit $((FINDINGS > 0)); }

# A C file with comments, strings and characters blanked out, line by line, for plain searches.
code_only() {
    awk '{
        line = ""
        for (i = 1; i <= length($0); i++) {
            two = substr($0, i, 2); c = substr($0, i, 1)
            if (comment) { if (two == "*/") { comment = 0; i++ } continue }
            if (quote != "") {
                if (c == "\\") i++
                else if (c == quote) { line = line c; quote = "" }
                continue
            }
            if (two == "/*") { comment = 1; i++; continue }
            if (two == "//") break
            if (c == "\"" || c == "\047") quote = c
            line = line c
        }
        quote = ""
        print line
    }' "$1"
}
