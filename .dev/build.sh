# shellcheck shell=bash
# Building a preset of CMakePresets.json; the log is build/PRESET.log.

build_run() {
    cmake --preset "$1" && cmake --build --preset "$1" -j "$(nproc)"
}

build_preset() {
    step "building ($1)" "$ROOT/build/$1.log" build_run "$1"
}

# Where the programs of a preset are; HUIYING_BIN names others.
build_programs() {
    printf '%s\n' "${HUIYING_BIN:-$ROOT/build/$1/services}"
}

build_command() {
    local preset=${1:-release}
    case $preset in
    fuzz) packages_install "${PACKAGES_FUZZ[@]}" ;;
    tidy) packages_install "${PACKAGES_TIDY[@]}" ;;
    release) packages_install "${PACKAGES_BUILD[@]}" ;;
    *) packages_install "${PACKAGES_TEST[@]}" ;;
    esac
    build_preset "$preset"
    say "built: build/$preset"
}
