#!/usr/bin/env bash
# Checks deploy/kubernetes against the schema of Kubernetes (check.js). Fetches the schema's npm packages the first time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
[ -d node_modules ] || npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
node check.js
