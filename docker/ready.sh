#!/bin/bash
# Asks the admin port whether this process can serve; for health checks in an image without curl.
set -euo pipefail
exec 3<>"/dev/tcp/127.0.0.1/${HUIYING_ADMIN_PORT:-9080}"
printf 'GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
read -r status <&3
[[ $status == "HTTP/1."?" 200"* ]]
