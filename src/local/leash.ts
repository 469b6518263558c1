/**
 * Runs a program in the shell's group, and kills the group once nobody holds the other end of descriptor 3 any more: when
 * whoever started it is gone, however that went. Plain sh, as it must run wherever a program of ours does.
 */
const script = `(read -r _ <&3; kill -KILL 0) >/dev/null 2>&1 & watcher=$!
"$@" 3<&- </dev/null
status=$?
kill -KILL "$watcher" 2>/dev/null
exit "$status"`

/** The same program on a leash, whose end is descriptor 3. */
export function leashed(argv: readonly string[]): readonly string[] {
  return ["/bin/sh", "-c", script, "hook", ...argv]
}
