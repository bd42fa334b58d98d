#!/bin/bash
# A sweep as an array of 16 shards, written into the folder sweep:
#   sbatch slurm.sh
# Then, for what is missing, and for all of it in one file:
#   sbatch --array="$(npx flatline missing sweep)" slurm.sh
#   npx flatline merge sweep -o sweep.csv
#SBATCH --job-name=flatline
#SBATCH --array=1-16
#SBATCH --cpus-per-task=1
#SBATCH --mem=1G
# What is finished when the time is over is kept, and is not run again.
#SBATCH --time=01:00:00
set -euo pipefail

# As many as the array has: Slurm no longer tells when only some are submitted again.
export FLATLINE_SHARDS="${FLATLINE_SHARDS:-16}"

exec npx flatline sweep pauseTakenForDeath \
  --vary detector.interval=250ms,500ms,1s,2s --vary detector.estimator.timeout=3s,4s,6s,8s --runs 30 \
  --shard auto --jobs "${SLURM_CPUS_PER_TASK:-1}" -o sweep
