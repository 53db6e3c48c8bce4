# shellcheck shell=bash
# Huiying's own processes, their key, their tokens and var/dev.env.

SERVICES_ROLES=(operator portal dashboard handler admin)
SERVICES_HANDLER_DEPARTMENT=监管二科

services_ctl() { "$BIN/huiyingctl" "$@"; }

services_key() {
    [[ -s $VAR/huiying.key ]] ||
        step "making the key for personal data" "$VAR/log/key.log" \
            services_ctl key create "$VAR/huiying.key"
}

services_migrate() {
    step "migrating, loading calendar, rules and departments" "$VAR/log/migrate.log" \
        services_ctl migrate
}

# services_token ROLE: prints the token of a role; makes it the first time.
services_token() {
    local file=$VAR/tokens/$1 more=()
    if [[ ! -s $file ]]; then
        [[ -d $VAR/tokens ]] || mkdir -m 700 "$VAR/tokens"
        [[ $1 != handler ]] || more=(--department "$SERVICES_HANDLER_DEPARTMENT")
        services_ctl token create --name "dev-$1" --role "$1" "${more[@]}" \
            >"$file.new" 2>"$VAR/log/token.log" ||
            die_log "no token for the role $1" "$VAR/log/token.log"
        mv "$file.new" "$file"
    fi
    cat "$file"
}

# Exports what a person or program needs to use the system, and writes it to var/dev.env.
services_env() {
    local role token name
    HUIYING_URL=http://127.0.0.1:$(port_get API)
    export HUIYING_URL
    for role in "${SERVICES_ROLES[@]}"; do
        token=$(services_token "$role")
        export "HUIYING_TOKEN_${role^^}=$token"
    done
    for name in HUIYING_URL HUIYING_TOKEN_{OPERATOR,PORTAL,DASHBOARD,HANDLER,ADMIN} \
        PGHOST PGPORT PGUSER PGDATABASE PGPASSWORD REDIS_URL; do
        printf 'export %s=%q\n' "$name" "${!name}"
    done >"$VAR/dev.env.new"
    mv "$VAR/dev.env.new" "$VAR/dev.env"
}

# service_admin_port NAME: of api-1, worker-2, …
service_admin_port() {
    local name=${1^^}
    port_for "${name//-/_}_ADMIN" 18080
}

service_ready() {
    local name=${1^^}
    name=${name//-/_}
    curl -sf -o /dev/null --max-time 2 "http://127.0.0.1:$(port_get "${name}_ADMIN")/readyz"
}

service_await() {
    local name=$1 until=$((SECONDS + 30)) log=$VAR/log/$1.log
    until service_ready "$name"; do
        process_alive "$name" || die_log "$name ended at once" "$log"
        ((SECONDS < until)) || die_log "$name is not ready after 30 s" "$log"
        sleep 0.1
    done
}

# service_start NAME COMMAND...: unless it runs; remembers in STARTED what was started here.
service_start() {
    local name=$1
    shift
    if process_alive "$name"; then
        [[ ! $1 -nt $VAR/started/$name ]] ||
            say "  $name still runs an older build: ./dev down, then up, brings the new one"
        return 0
    fi
    process_start "$name" "$@"
    STARTED+=("$name")
    service_await "$name"
}

service_start_api() {
    local admin
    process_alive "api-$1" || admin=$(service_admin_port "api-$1")
    service_start "api-$1" "$BIN/huiying-api" --listen 127.0.0.1 --port "$(port_get API)" \
        --admin-port "${admin:-0}" --key-file "$VAR/huiying.key" --processes 1
}

service_start_worker() {
    local admin
    process_alive "worker-$1" || admin=$(service_admin_port "worker-$1")
    service_start "worker-$1" "$BIN/huiying-worker" --redis "${REDIS_URL#redis://}" \
        --admin-port "${admin:-0}"
}
