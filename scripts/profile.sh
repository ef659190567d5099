#!/bin/bash
# Profiles a running daemon: what it spends its time on, as text and as a flame graph. See --help.
exec "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/neighctl" profile "$@"
