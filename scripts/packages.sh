# Sourced by the other scripts: find or install what the machine's package manager provides.
# shellcheck shell=sh

say() { printf '%s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        return 1
    fi
}

apt_install() {
    export DEBIAN_FRONTEND=noninteractive
    as_root apt-get install -y --no-install-recommends "$@" >&2 ||
        { as_root apt-get update >&2 && as_root apt-get install -y --no-install-recommends "$@" >&2; }
}

# provide "what it is" "apt packages" "brew packages": install them, or say how and stop.
provide() {
    if command -v apt-get >/dev/null; then
        say "Installing $1 ($2)"
        # shellcheck disable=SC2086 # a list of packages
        apt_install $2 && return
        say "$1 is needed. Install it and run make again:  sudo apt-get install $2"
    elif command -v brew >/dev/null; then
        say "Installing $1 ($3)"
        # shellcheck disable=SC2086 # a list of packages
        brew install $3 >&2 && return
        say "$1 is needed. Install it and run make again:  brew install $3"
    else
        say "$1 is needed. Install it with your package manager (Debian: $2; Homebrew: $3)" \
            "and run make again."
    fi
    exit 1
}
