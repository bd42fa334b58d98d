# For slurm.sh and parallel.sh: a folder to work in, the built command in it, and the sweep that was never cut.
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
work="$(mktemp -d)"

say() { printf '\n== %s\n' "$*"; }

# npx finds it here, and asks nobody; a copy, so that it stays as it is however long this takes.
cd "$root" && { [ -x dist/cli/flatline.js ] || npm run --silent prepare; }
mkdir -p "$work/flatline/dist" "$work/node_modules/.bin"
cp -R dist/cli dist/chunks "$work/flatline/dist"
cp -R package.json scenarios "$work/flatline"
ln -s "$root/node_modules" "$work/flatline/node_modules"
ln -s "$work/flatline/dist/cli/flatline.js" "$work/node_modules/.bin/flatline"
cd "$work"
# As they are shown, but with runs enough that one of them can be caught in the middle.
for script in slurm.sh gnuParallel.sh; do
  sed 's/--runs 30/--runs 60/' "$root/ui/cli/cluster/$script" > "$script"
  chmod +x "$script"
done
echo '{ "private": true }' > package.json

# The words of the script after the command's name, but for those of the shards.
sweep="$(sed -n '/flatline sweep/,/--runs/p' slurm.sh | tr -d '\\\n' | sed 's/.*npx flatline//' | xargs)"

uncut() {
  say "The sweep, never cut: flatline $sweep"
  for format in jsonl csv parquet; do npx flatline $sweep --quiet -o "whole.$format"; done
  ls -l whole.jsonl whole.csv whole.parquet
}

# Kills whoever writes a shard's journal, once some of its rows are in it.
kill_in_the_middle() {
  local journal="$work/sweep/part-$1-of-16.journal" descriptor
  until [ "$(wc -l 2> /dev/null < "$journal" || echo 0)" -gt 3 ]; do sleep 0.02; done
  for descriptor in /proc/[0-9]*/fd/*; do
    if [ "$descriptor" -ef "$journal" ]; then
      descriptor="${descriptor#/proc/}"
      kill -KILL "${descriptor%%/*}"
      echo "Killed shard $1 (process ${descriptor%%/*}) after $(($(wc -l < "$journal") - 1)) rows"
      return
    fi
  done
}

# Ends with the given code: expect CODE command …
expect() {
  local code=0 wanted="$1"
  shift
  "$@" || code=$?
  [ "$code" = "$wanted" ] || { echo "$*: exit $code, expected $wanted"; exit 1; }
}

compared() {
  say 'All of it in one file, beside the sweep that was never cut'
  for format in jsonl csv parquet; do
    npx flatline merge sweep -o "merged.$format"
    cmp "merged.$format" "whole.$format"
  done
  sha256sum merged.* whole.* | grep -v manifest
  say 'Equal to the last byte'
}
