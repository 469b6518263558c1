import type { Script } from "../remote/script.js"
import { nearlyLiveKey } from "./files.js"
import { isAnother } from "./processText.js"
import { say } from "./say.js"

/**
 * What a rollout whose lock is broken has left here, but for its backup: keys, which nobody else would ever remove. While one of its steps
 * still runs it may read them. Its backup may hold the only good state: it is noted, so that no clean-up of this rollout counts it.
 */
const breakLock = `${isAnother}
broken() {
  other=$(head -n 1 "$base/lock/holder" 2>/dev/null)
  case $other in "$1") return ;; */*) other= ;; esac
  say broke "$other"
  say broke-holder "$(tail -n 1 "$base/lock/holder" 2>/dev/null)"
  [ -n "$other" ] || return
  for step in "$base/$other"/*.started; do
    pid=$(cat "$step/pid" 2>/dev/null)
    [ -n "$pid" ] && [ ! -e "\${step%.started}.status" ] && kill -0 "$pid" 2>/dev/null || continue
    [ "$(cat "$step/boot" 2>/dev/null)" = "$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)" ] || continue
    is_another "$step" "$pid" || { step=\${step##*/}; say busy "\${step%.started}"; busy=1; }
  done
  for one in "$base/stage.$other."* "\${base%/*/*}/${nearlyLiveKey}.$other"; do
    [ -e "$one" ] || continue
    if [ -z "$busy" ] && rm -rf -- "$one"; then say removed "$one"; else say left "$one"; fi
  done
  [ -e "$base/$other" ] || return
  say left "$base/$other"
  mkdir -p "$base/$1" && printf '%s\\n' "$other" >> "$base/$1/broke"
}`

/** The lock appears with its holder in it, in one rename. */
export const takeLock = `base=$1 busy=
${breakLock}
mkdir -p "$base" && chmod 700 "$base" || exit 1
if [ "$4" = break ] && [ -e "$base/lock" ]; then broken "$2"; rm -rf "$base/lock"; fi
mine=$(mktemp -d "$base/stage.$2.lock.XXXXXXXX") && printf '%s\\n%s\\n' "$2" "$3" > "$mine/holder" || exit 1
mv -T "$mine" "$base/lock" 2>/dev/null || rm -rf "$mine"
if [ "$(head -n 1 "$base/lock/holder" 2>/dev/null)" != "$2" ]; then
  say locked-by "$(head -n 1 "$base/lock/holder" 2>/dev/null)"
  say locked "$(tail -n 1 "$base/lock/holder" 2>/dev/null)"; exit 0
fi`

/**
 * $1 certfleet's own folder, $2 rollout, $3 who holds it, $4 "break" or "". Keeps other rollouts off the host. Of one whose lock is
 * broken it tells `@broke ROLLOUT`, `@broke-holder WHO`, `@removed PATH`, `@left PATH`, and `@busy STEP` for what of it still runs.
 */
export const lockScript: Script = {
  name: "lock",
  text: `${say}
umask 077
${takeLock}
say lock "$base/lock"`,
}

/** $1 certfleet's own folder, $2 rollout. Gives the lock back; the backup stays. */
export const letGoScript: Script = {
  name: "let-go",
  text: `${say}
[ "$(head -n 1 "$1/lock/holder" 2>/dev/null)" != "$2" ] || rm -rf "$1/lock" || exit 1
say free 1`,
}
