# shellcheck shell=bash
# shellcheck disable=SC2034 # the lists are used by the other parts
# The Debian packages that each command needs, by name; all are in Debian 12 itself.

PACKAGES_BUILD=(gcc libc6-dev cmake ninja-build pkg-config libevent-dev libpq-dev libjson-c-dev
    libhiredis-dev libsodium-dev libcurl4-openssl-dev python3 python3-yaml)
PACKAGES_SERVERS=(postgresql-15 redis-server)
PACKAGES_UP=("${PACKAGES_BUILD[@]}" "${PACKAGES_SERVERS[@]}" curl ca-certificates jq tzdata)
PACKAGES_LINT=(clang-format shellcheck cppcheck jq prometheus)
PACKAGES_TEST=("${PACKAGES_UP[@]}" libcriterion-dev)
PACKAGES_FUZZ=("${PACKAGES_TEST[@]}" clang libclang-rt-14-dev llvm)
PACKAGES_TIDY=("${PACKAGES_TEST[@]}" clang clang-tidy)
PACKAGES_FAULTS=("${PACKAGES_TEST[@]}" faketime)
PACKAGES_BENCH=("${PACKAGES_TEST[@]}" wrk)
PACKAGES_BENCH_TOOLS=(node:nodejs npm:npm valgrind:valgrind perf:linux-perf) # where not there yet

package_installed() {
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# Runs a command as root: directly, or through sudo, which may ask on a terminal only.
as_root() {
    if ((EUID == 0)); then
        "$@"
    elif ! command -v sudo >/dev/null; then
        echo "needs root: run as root, or install sudo" >&2
        return 1
    elif [[ -t 0 || -t 2 ]]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

# Installs those of the named packages that are missing.
packages_install() {
    local missing=() package
    for package in "$@"; do
        package_installed "$package" || missing+=("$package")
    done
    ((${#missing[@]})) || return 0
    say "· missing packages: ${missing[*]}"
    if ((EUID != 0)) && [[ -t 2 ]] && command -v sudo >/dev/null; then
        sudo -v || die "sudo was refused; as root: apt-get install ${missing[*]}"
    fi
    step "installing ${#missing[@]} packages" "$ROOT/build/packages.log" \
        as_root bash "$ROOT/.dev/install.sh" "${missing[@]}"
}
