#!/bin/bash
# A real Slurm on this one machine runs the repository's slurm.sh; one task is killed, one cancelled, both run again.
# For root on Debian 12 (Slurm 22.05), or a container of it:   test/cluster/slurm.sh
source "$(dirname "$0")/common.sh"
export SLURM_CONF="$work/slurm.conf"

stop() {
  local name pid
  for name in slurmd slurmctld munged; do
    pid="$(cat "$work/$name.pid")" || continue
    kill "$pid"
    while kill -0 "$pid"; do sleep 0.1; done
  done
  rm -rf "$work"
}
trap 'stop 2> /dev/null || true' EXIT

if ! command -v slurmctld slurmd munged > /dev/null; then
  say 'Installing slurm-wlm and munge'
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends slurm-wlm munge > /dev/null
fi

say 'One node'
mkdir state spool
(umask 077 && head -c 1024 /dev/urandom > munge.key)
chmod 755 "$work" # munge keeps its socket where everybody may reach it
munged --force --key-file="$work/munge.key" --socket="$work/munge.socket" --pid-file="$work/munged.pid" --log-file="$work/munged.log" --seed-file="$work/munge.seed"
cat > slurm.conf <<CONF
ClusterName=flatline
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=36817
SlurmdPort=36818
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge.socket
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
ReturnToService=2
SlurmdParameters=config_overrides
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=$(awk '/MemTotal/ { print int($2 / 1024) }' /proc/meminfo) State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
slurmctld && slurmd
until sinfo --noheader --format=%T 2> /dev/null | grep -q idle; do sleep 0.2; done
sinfo

uncut

say 'sbatch slurm.sh'
job="$(sbatch --parsable slurm.sh)"
scancel "${job}_11"
kill_in_the_middle 6
squeue --array
while squeue --noheader --jobs="$job" 2> /dev/null | grep -q .; do sleep 0.5; done
say 'Task 11 was cancelled before it began; of task 6 there is'
wc -l sweep/*.journal
expect 4 npx flatline merge sweep -o merged.jsonl

say 'What is missing'
array="$(npx flatline missing sweep)" || [ $? = 75 ]
[ "$array" = 6,11 ] || { echo "missing says $array"; exit 1; }

say "sbatch --array=$array slurm.sh"
sbatch --parsable --wait --array="$array" --output=again-%a.log slurm.sh
cat again-*.log
expect 0 npx flatline missing sweep

compared
