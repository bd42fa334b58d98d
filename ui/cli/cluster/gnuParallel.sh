#!/bin/bash
# A sweep as 16 shards, as many at once as there are cores, written into the folder sweep:
#   ./gnuParallel.sh
# Again, it does what failed or was killed, and nothing else. For all of it in one file:
#   npx flatline merge sweep -o sweep.csv
set -euo pipefail

shards="${FLATLINE_SHARDS:-16}"

mkdir -p sweep
exec parallel --joblog sweep/joblog --resume-failed \
  npx flatline sweep pauseTakenForDeath \
  --vary detector.interval=250ms,500ms,1s,2s --vary detector.estimator.timeout=3s,4s,6s,8s --runs 30 \
  --shard '{}'/"$shards" --jobs 1 --quiet -o sweep ::: $(seq "$shards")
