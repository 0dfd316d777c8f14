#!/usr/bin/env bash
# deploy/slurm/encode.sbatch on a real Slurm: an array of 8 tasks, one of them killed by SIGKILL in its middle and requeued, must give the same dataset,
# byte for byte, as one process. tests/slurm/run.sh VIDEOFEAT...  (the program and its first arguments, such as: dotnet .../videofeat.dll)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

if [ -z "${SLURM_TEST_FOLDER:-}" ]; then
  [ $# -gt 0 ] || { sed -n '2,3s/^# \{0,1\}//p' "$0"; exit 2; }
  SLURM_TEST_FOLDER=$(mktemp -d /tmp/slurm-dataset.XXXXXX)
  export SLURM_TEST_FOLDER
  trap 'rm -rf "$SLURM_TEST_FOLDER"' EXIT
  printf '#!/bin/sh\nexec %s "$@"\n' "$*" >"$SLURM_TEST_FOLDER/videofeat"
  chmod +x "$SLURM_TEST_FOLDER/videofeat"
  SLURM_TEST_CPUS=8 "$here/cluster.sh" "$here/run.sh"
  exit
fi

# From here on inside the throwaway cluster.
cd "$SLURM_TEST_FOLDER"
export VIDEOFEAT=$SLURM_TEST_FOLDER/videofeat
items=${SLURM_TEST_ITEMS:-320}
/usr/bin/python3 - "$items" <<'PYTHON'
import os, sys
import numpy as np

os.mkdir("features")
random = np.random.default_rng(8)
for i in range(int(sys.argv[1])):
    shape = (32, 40, 40) if i % 3 else (16, 20, 20)
    np.save(f"features/{i:05}.npy", np.maximum(np.cumsum(random.normal(size=shape), -1), 0).astype(np.float32))
PYTHON
options=(features -o many --lossless --bits 10 --shard-items 4 --container mp4)

start=$(date +%s)
"$VIDEOFEAT" batch encode "${options[@]/many/one}" --jobs 2 >one.log 2>&1 || { cat one.log; exit 1; }
echo "one process: $(($(date +%s) - start)) s, $(ls one | wc -l) files"

start=$(date +%s)
job=$(sbatch --parsable --cpus-per-task=1 --mem=0 --array=0-7 "$here/../../deploy/slurm/encode.sbatch" "${options[@]}")
victim=${job}_3
state() { squeue --noheader --array --jobs="$1" --format=%T 2>/dev/null || true; }
for _ in $(seq 300); do
  [ "$(ls many/.lock-00003-of-00008 many/journal-00003-of-00008.ndjson 2>/dev/null | wc -l)" -eq 2 ] && [ "$(wc -l <many/journal-00003-of-00008.ndjson)" -ge 2 ] && break
  sleep 0.1
done
[ "$(state "$victim")" = RUNNING ] || { echo "task 3 is not running: nothing to kill (state '$(state "$victim")')"; exit 1; }
before=$(wc -l <many/journal-00003-of-00008.ndjson)
# The processes of the task's batch script, as a crash or the kernel's memory killer would end them; scancel would mark the task as cancelled.
scontrol listpids "$(squeue --noheader --array --jobs="$victim" --format=%A)" | awk 'NR > 1 && $1 > 1 { print $1 }' | xargs --no-run-if-empty kill -KILL
for _ in $(seq 300); do case "$(state "$victim")" in RUNNING | COMPLETING) sleep 0.1 ;; *) break ;; esac; done
killed=$(scontrol show job "$victim" | sed -nE 's/.*JobState=([A-Z]+).*/\1/p')
[ "$killed" = FAILED ] || { echo "task 3 is $killed after SIGKILL, not FAILED"; exit 1; }
[ "$(wc -l <many/journal-00003-of-00008.ndjson)" -lt $((items / 8 / 4)) ] || echo "note: task 3 had finished all its shards"
scontrol requeue "$victim"
echo "task 3: killed after $((before - 1)) shards, $killed, requeued"

for _ in $(seq 1200); do [ -z "$(state "$job")" ] && break; sleep 0.5; done
scontrol show job "$job" | grep -oE 'ArrayTaskId=[0-9]+|JobState=[A-Z]+|Restarts=[0-9]+' | paste -sd' ' | sed 's/ ArrayTaskId/\nArrayTaskId/g' | sort -t= -k2n
failed=$(scontrol show job "$job" | grep -oE 'JobState=[A-Z]+' | grep -vc COMPLETED || true)
[ "$failed" -eq 0 ] || { echo "$failed tasks did not complete"; tail -n 5 videofeat-*.log; exit 1; }
"$VIDEOFEAT" batch merge many
echo "array of 8 and merge: $(($(date +%s) - start)) s"

diff -r one many
(cd many && sha256sum -- * | sha256sum)
(cd one && sha256sum -- * | sha256sum)
echo "the datasets are the same, byte for byte: $(find many -type f | wc -l) files, $(find many -name '.*' -type f | wc -l) of them hidden"
