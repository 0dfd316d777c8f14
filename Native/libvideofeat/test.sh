#!/usr/bin/env bash
# The C tests three times: plain, under AddressSanitizer with UndefinedBehaviorSanitizer, and under valgrind with nothing lost.
#   ./test.sh [plain|sanitized|valgrind]...     default: all three. VF_BUILD names the build folder.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
build="${VF_BUILD:-$here/obj}"

configure() { # folder, further cmake arguments
    local folder="$1"; shift
    cmake -S "$here" -B "$folder" "$@" > "$folder.log" 2>&1 || { cat "$folder.log"; exit 1; }
    cmake --build "$folder" > "$folder.log" 2>&1 || { cat "$folder.log"; exit 1; }
}

plain() {
    configure "$build/plain" -DCMAKE_BUILD_TYPE=Release
    ctest --test-dir "$build/plain" --output-on-failure
}

sanitized() {
    configure "$build/sanitized" -DCMAKE_BUILD_TYPE=RelWithDebInfo -DVF_SANITIZE=address,undefined
    LSAN_OPTIONS="suppressions=$here/tests/lsan.supp:print_suppressions=0" ctest --test-dir "$build/sanitized" --output-on-failure
}

valgrind_() {
    configure "$build/plain" -DCMAKE_BUILD_TYPE=Release
    local failed=0 passed=0 name
    for name in library sei codec files media robustness; do
        # "Still reachable" is what GLib and others, which libavcodec brings along, keep on purpose until the process ends.
        if VF_TEST_DIVIDE=20 timeout 900 valgrind --quiet --leak-check=full --show-leak-kinds=definite,indirect,possible \
            --errors-for-leak-kinds=definite,indirect,possible --error-exitcode=9 --num-callers=30 \
            --suppressions="$here/tests/valgrind.supp" "$build/plain/test_$name"; then
            passed=$((passed + 1))
        else
            echo "valgrind: $name failed"
            failed=$((failed + 1))
        fi
    done
    echo "valgrind: $passed passed, $failed failed"
    [ "$failed" -eq 0 ]
}

mkdir -p "$build"
for run in "${@:-plain sanitized valgrind}"; do
    for one in $run; do
        case "$one" in
            plain) plain ;;
            sanitized) sanitized ;;
            valgrind) valgrind_ ;;
            *) echo "unknown run '$one'; known: plain, sanitized, valgrind" >&2; exit 2 ;;
        esac
    done
done
