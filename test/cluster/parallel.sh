#!/bin/bash
# GNU parallel runs the repository's gnuParallel.sh; one shard is killed, and the same command runs it again.
# Where parallel is not there, it is installed, by root on Debian or Ubuntu:   test/cluster/parallel.sh
source "$(dirname "$0")/common.sh"
trap 'rm -rf "$work"' EXIT

if ! command -v parallel > /dev/null; then
  say 'Installing parallel'
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends parallel > /dev/null
fi

uncut

say './gnuParallel.sh'
./gnuParallel.sh &
kill_in_the_middle 6
code=0
wait $! || code=$?
[ "$code" = 1 ] || { echo "parallel ended with $code, expected 1: as many as failed"; exit 1; }
cut -f 1,7,8 sweep/joblog | sort -n
wc -l sweep/*.journal
expect 4 npx flatline merge sweep -o merged.jsonl
expect 75 npx flatline missing sweep

say './gnuParallel.sh, again'
./gnuParallel.sh
cut -f 1,7,8 sweep/joblog | sort -n
expect 0 npx flatline missing sweep

say 'Where --shard auto finds itself under parallel'
FLATLINE_SHARDS=16 parallel --keep-order -N0 npx flatline sweep oneCrash --runs 20 --shard auto --dry-run ::: 1 2 3 | grep Shard | tee shards
printf 'Shard %d/16: 2 runs.\n' 1 2 3 | cmp - shards

compared
