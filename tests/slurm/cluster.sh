#!/usr/bin/env bash
# A throwaway Slurm of one node on this machine: tests/slurm/cluster.sh COMMAND [ARGS...]
# Runs COMMAND with SLURM_CONF set and ends everything that it started, whatever happens. Needs root (munged and slurmd want it) and Debian's
# packages slurm-wlm and munge; touches no system service and no file outside its own temporary folder. No cgroups: it runs in containers too.
#   SLURM_TEST_CPUS   CPUs that the node offers (default 8: more tasks than cores may run at once)
set -euo pipefail

for program in munged slurmctld slurmd sinfo scontrol; do
  PATH=$PATH:/usr/sbin command -v "$program" >/dev/null || { echo "cluster.sh: '$program' is missing (Debian: slurm-wlm munge)" >&2; exit 77; }
done
[ "$(id -u)" -eq 0 ] || { echo "cluster.sh: needs root" >&2; exit 77; }
[ $# -gt 0 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0"; exit 2; }
PATH=$PATH:/usr/sbin

folder=$(mktemp -d /tmp/slurm-test.XXXXXX)
chmod 755 "$folder"
mkdir -m 700 "$folder/munge"
mkdir -m 755 "$folder/socket" "$folder/state" "$folder/spool"
started=()

# Every daemon runs in the foreground as our child, so its process id is ours to end.
stop() {
  local pid
  if [ -n "${SLURM_CONF:-}" ]; then # tasks outlive their slurmd: they go first
    timeout 10 scancel --user=root 2>/dev/null || true
    for _ in $(seq 100); do [ -z "$(timeout 5 squeue --noheader 2>/dev/null)" ] && break; sleep 0.2; done
  fi
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${started[@]}"; do
    for _ in $(seq 50); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    kill -KILL "$pid" 2>/dev/null || true
  done
  [ -n "${KEEP_SLURM_FOLDER:-}" ] && echo "cluster.sh: kept $folder" >&2 || rm -rf "$folder"
}
trap stop EXIT

free_port() { /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
start() { local log=$1; shift; "$@" >"$folder/$log.log" 2>&1 & started+=($!); }
wait_for() {
  local what=$1; shift
  for _ in $(seq 150); do timeout 5 "$@" >/dev/null 2>&1 && return; sleep 0.2; done
  echo "cluster.sh: $what did not come up in 30 s; its log:" >&2; tail -n 20 "$folder"/*.log >&2; exit 1
}

head -c 1024 /dev/urandom >"$folder/munge/key"
chmod 600 "$folder/munge/key"
start munged munged --foreground --key-file="$folder/munge/key" --socket="$folder/socket/munge" --pid-file="$folder/munge/pid" \
  --seed-file="$folder/munge/seed" --log-file="$folder/munge/log"
wait_for munged munge --socket="$folder/socket/munge" --no-input

export SLURM_CONF="$folder/slurm.conf"
host=$(hostname -s)
cpus=${SLURM_TEST_CPUS:-8}
cat >"$SLURM_CONF" <<CONF
ClusterName=throwaway
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/socket/munge
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SchedulerType=sched/builtin
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobRequeue=1
KillWait=5
MinJobAge=300
SchedulerParameters=requeue_delay=1,batch_sched_delay=1,sched_interval=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=$cpus State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
start slurmctld slurmctld -D -f "$SLURM_CONF"
wait_for slurmctld scontrol ping
start slurmd slurmd -D -f "$SLURM_CONF" -N "$host"
wait_for slurmd bash -c 'sinfo --noheader --format=%T | grep -q -E "idle|mix"'

"$@"
