#!/usr/bin/env bash
# VideoFeat's front door on a host with a POSIX shell: installs what is missing, builds, runs.
#   ./build.sh demo      the main job on real input      ./build.sh test      all tests
#   ./build.sh bench X   a benchmark                     ./build.sh publish   binaries and packages into out/
#   ./build.sh fuzz X    a fuzz target                   ./build.sh native    the C library's tests, sanitizers, valgrind
#   ./build.sh deploy    deploy/ on a throwaway Slurm, and against the schema of Kubernetes
#   ./build.sh ARGS...   anything else goes to the videofeat command line
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

say() { printf '%s\n' "$*" >&2; }
have() { command -v "$1" >/dev/null 2>&1; }

# What each need is called in Debian's packages.
missing_packages() {
  have cc || have gcc || have clang || echo gcc libc6-dev
  have cmake || echo cmake
  have make || have ninja || echo make
  have pkg-config || echo pkg-config
  have node || echo nodejs
  have npm || echo npm
  have ffprobe || echo ffmpeg
  local lib
  for lib in libavcodec libavformat libavutil libswscale; do
    pkg-config --exists "$lib" 2>/dev/null || echo "$lib-dev"
  done
}

install_missing() {
  have dotnet || { say "build.sh: the .NET SDK 10 is not installed (command 'dotnet'); get it from your distribution or from Microsoft."; exit 3; }
  local packages
  packages=$(missing_packages | tr '\n' ' ')
  [ -z "${packages// /}" ] && return
  if ! have apt-get; then
    say "build.sh: missing: $packages"
    say "          (Debian's package names; install their equivalents here, then run this again)"
    exit 3
  fi
  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    have sudo || { say "build.sh: missing: $packages(needs root to install; sudo is not here)"; exit 3; }
    root=(sudo)
  fi
  say "build.sh: installing through apt: $packages"
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q >&2
  # shellcheck disable=SC2086
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $packages >&2
}

cli() {
  dotnet build Pipeline/Cli -c Release -v quiet --nologo >&2
  exec dotnet Pipeline/Cli/bin/Release/net10.0/videofeat.dll "$@"
}

publish() {
  local rid=${1:-linux-x64}
  dotnet publish Pipeline/Cli -c Release -r "$rid" --self-contained -o "out/videofeat-$rid"
  dotnet pack VideoFeat.sln -c Release -o out/packages
  say "build.sh: out/videofeat-$rid/videofeat and out/packages/*.nupkg"
}

deploy_test() {
  tests/kubernetes/check.sh
  dotnet build Pipeline/Cli -c Release -v quiet --nologo >&2
  tests/slurm/run.sh dotnet "$PWD/Pipeline/Cli/bin/Release/net10.0/videofeat.dll"
}

verb=${1:-help}
[ $# -gt 0 ] && shift
case "$verb" in
  help | -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0" ;;
  test) install_missing; dotnet test VideoFeat.sln -c Release --nologo "$@" ;;
  bench) install_missing; dotnet run --project tests/VideoFeat.Benchmarks -c Release -- "$@" ;;
  fuzz) install_missing; dotnet run --project tests/VideoFeat.Fuzz -c Release -- "$@" ;;
  native) install_missing; exec Native/libvideofeat/test.sh "$@" ;;
  deploy) install_missing; deploy_test ;;
  publish) install_missing; publish "$@" ;;
  *) install_missing; cli "$verb" "$@" ;;
esac
