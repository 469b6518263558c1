import type { Script } from "../remote/script.js"
import { takeLock } from "./lockScripts.js"
import { isAnother, startOf } from "./processText.js"
import { say } from "./say.js"
import { trialFile } from "./trials.js"

/*
 * What certfleet runs on a host beside Zimbra's own tools: POSIX shell, GNU tar and coreutils. All of it
 * runs as zimbra. Arguments come as $1, $2, …; results go out as lines `@key value`.
 */

/** Earlier stagings stay until the end: a deploy may still read one. */
const staging = (receive: string): string => `${say}
umask 077
${takeLock}
dir=$(mktemp -d "$base/stage.$2.XXXXXXXX") || exit 1
${receive}
chmod 600 "$dir"/* || exit 1
cd "$dir" && sha256sum -- * | sed 's/^/@file /'
say staging "$dir"`

/**
 * $1 certfleet's own folder, $2 rollout, $3 who holds it, $4 "break" or "". Takes the lock; a tar of the three files comes on
 * standard input.
 */
export const stageScript: Script = { name: "stage", text: staging('tar -xf - -C "$dir" || exit 1') }

/** The same, then the names of the files, which come in that order, each as a line of base64: for who can only send text. */
export const stageLinesScript: Script = {
  name: "stage-lines",
  text: staging(`shift 4
for name; do IFS= read -r line && printf '%s\\n' "$line" | base64 -d > "$dir/$name" || exit 1; done`),
}

/** $1 home, $2 the rollout's folder, $3 "half-done" or "", then the paths. One tar of what is there, compared against the files before it counts. */
export const backupScript: Script = {
  name: "backup",
  text: `${say}
umask 077
home=$1 dir=$2 half=$3
shift 3
mkdir -p "$dir" && cd "$home" || exit 1
[ -z "$half" ] || echo "The files as they were found, not what was served then." > "$dir/half-done" || exit 1
if [ ! -e "$dir/backup.ok" ]; then
  : > "$dir/present" && : > "$dir/absent" || exit 1
  for path; do
    if [ -e "$path" ]; then printf '%s\\n' "$path" >> "$dir/present"; else printf '%s\\n' "$path" >> "$dir/absent"; fi
  done
  tar -cpf "$dir/backup.part" --exclude='${trialFile}' -T "$dir/present" || exit 1
  tar -df "$dir/backup.part" || exit 1
  sync "$dir/backup.part" && mv "$dir/backup.part" "$dir/backup.tar" || exit 1
  (cd "$dir" && sha256sum backup.tar > backup.sha256 && : > backup.ok && sync backup.sha256 backup.ok) || exit 1
fi
(cd "$dir" && sha256sum -c --quiet backup.sha256) || exit 1
say backup "$dir/backup.tar"
say sha256 "$(cut -d' ' -f1 "$dir/backup.sha256")"`,
}

/** $1 the rollout's folder, $2 the staged key, $3 the live one. It must be live before deploycrt, which takes none from elsewhere. */
export const installKeyScript: Script = {
  name: "install-key",
  text: `${say}
folder=\${3%/*} new=\${3%/*}/.\${3##*/}.\${1##*/}
[ -e "$1/backup.ok" ] || exit 1
mkdir -p "$folder" && umask 077 && cp "$2" "$new" || exit 1
chmod 600 "$new" && mv -f "$new" "$3" || exit 1
say key "$(sha256sum < "$3" | cut -d' ' -f1)"`,
}

/**
 * $1 folder, $2 step, $3 tenths of a second to wait, then argv. Starts argv once, in a session of its own
 * that outlives the connection, and waits for it: calling again with the same step only waits. A file that
 * is not there yet, or empty because it is being written, says nothing about the step for five seconds; a step
 * that is given up as gone finds the stop file should it start after all. What cannot tell its pid does not begin. A
 * process of another start has its number alone.
 */
export const detachScript: Script = {
  name: "detach",
  text: `${say}
${isAnother}
dir=$1 step=$2 limit=$3
shift 3
if why=$( (umask 077; mkdir -p "$dir" && mkdir "$dir/$step.started") 2>&1 ); then
  cat /proc/sys/kernel/random/boot_id > "$dir/$step.started/boot" 2>/dev/null
  setsid /bin/sh -c 'dir=$1; shift
${startOf}
(umask 077; start_of $$ > "$dir/$0.started/start" 2>/dev/null; : > "$dir/$0.log" && printf "%s\\n" $$ > "$dir/$0.started/pid") || exit 1
[ ! -e "$dir/$0.started/stop" ] || exit 0
"$@" >> "$dir/$0.log" 2>&1
printf "%s\\n" $? > "$dir/$0.part" && mv "$dir/$0.part" "$dir/$0.status"' "$step" "$dir" "$@" </dev/null >/dev/null 2>&1 &
elif [ ! -d "$dir/$step.started" ]; then printf '| %s\\n' "$why"
fi
gone() {
  [ -d "$dir/$step.started" ] || return 0
  boot=$(cat "$dir/$step.started/boot" 2>/dev/null) pid=$(cat "$dir/$step.started/pid" 2>/dev/null)
  [ -n "$boot" ] && [ "$boot" != "$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)" ] && return 0
  [ -n "$pid" ] || { [ "$waited" -ge 50 ]; return; }
  ! kill -0 "$pid" 2>/dev/null || is_another "$dir/$step.started" "$pid"
}
waited=0
while [ ! -e "$dir/$step.status" ]; do
  if gone; then
    (: > "$dir/$step.started/stop") 2>/dev/null
    if gone && [ ! -e "$dir/$step.status" ]; then
      say gone 1
      # A full disk takes the status, and what was said.
      [ ! -d "$dir/$step.started" ] || why=$( (umask 077; head -c 4096 /dev/zero > "$dir/$step.try") 2>&1 ) || printf '| %s\\n' "$why"
      rm -f "$dir/$step.try"
      break
    fi
  fi
  [ "$waited" -lt "$limit" ] || { say running 1; exit 0; }
  sleep 0.1
  waited=$((waited + 1))
done
[ -e "$dir/$step.status" ] && say status "$(cat "$dir/$step.status")"
tail -c 65536 "$dir/$step.log" 2>/dev/null | sed 's/^/| /'`,
}

/**
 * $1 folder, $2 step. Ends a detached step that hangs, so that nothing writes while its effects are undone. One that
 * has not told its pid yet finds the stop file after it has: one of the two sees the other. No "--" before the
 * process group: dash, which is sh on Debian and Ubuntu, refuses it.
 */
export const stopScript: Script = {
  name: "stop",
  text: `${say}
${isAnother}
[ -d "$1/$2.started" ] || { say stopped 1; exit 0; }
(: > "$1/$2.started/stop") 2>/dev/null
pid=$(cat "$1/$2.started/pid" 2>/dev/null)
[ -n "$pid" ] && [ ! -e "$1/$2.status" ] || { say stopped 1; exit 0; }
[ "$(cat "$1/$2.started/boot" 2>/dev/null)" = "$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)" ] || { say stopped 1; exit 0; }
! is_another "$1/$2.started" "$pid" || { say stopped 1; exit 0; }
kill -TERM "-$pid" 2>/dev/null
waited=0
while kill -0 "-$pid" 2>/dev/null; do
  [ "$waited" -eq 30 ] && kill -KILL "-$pid" 2>/dev/null
  [ "$waited" -ge 60 ] && { say running "$pid"; exit 0; }
  sleep 0.1
  waited=$((waited + 1))
done
say stopped 1`,
}

/**
 * $1 home, $2 the rollout's folder, then the folders to empty. Puts the backup back and compares it with what is then
 * there. In place: some of the files are zimbra's in folders of root's, where it can neither delete nor create.
 */
export const restoreScript: Script = {
  name: "restore",
  text: `${say}
home=$1 dir=$2
shift 2
[ -e "$dir/backup.ok" ] || { say none 1; exit 0; }
(cd "$dir" && sha256sum -c --quiet backup.sha256) || { say corrupt "$dir/backup.tar"; exit 1; }
cd "$home" || exit 1
for folder; do [ ! -d "$folder" ] || find "$folder" -mindepth 1 -delete || exit 1; done
while IFS= read -r path; do rm -rf -- "$path" || exit 1; done < "$dir/absent"
tar --overwrite -xpf "$dir/backup.tar" || exit 1
# Owners are the only thing that zimbra cannot give back; the preflight let none through but a key's.
tar -df "$dir/backup.tar" > "$dir/differs" 2>&1 || ! grep -vE '\\.key: ([UG]id|Mode) differs$' "$dir/differs" || exit 1
rm -f "$dir/differs"
say restored "$dir/backup.tar"`,
}

/** What clears up after a rollout; each kind of backup, by what its names begin with, is counted by itself. */
export function finish(kind: "" | "domain-"): string {
  return `${say}
base=$1
rm -rf "$base/stage.$2."* || exit 1
ls -1 "$base" | grep '^${kind}[0-9]\\{8\\}T' | sort -r | tail -n "+$(($3 + 1))" | while IFS= read -r old; do
  grep -qxF -- "$old" "$base/$2/broke" 2>/dev/null || rm -rf -- "$base/$old"
done
[ "$(head -n 1 "$base/lock/holder" 2>/dev/null)" != "$2" ] || rm -rf "$base/lock"
say finished 1`
}

/** $1 certfleet's own folder, $2 rollout, $3 how many backups to keep. Removes staging and the lock; the backup stays. */
export const finishScript: Script = { name: "finish", text: finish("") }

/** $1 the folder of one rollout's logs where root keeps them. */
export const clearRootScript: Script = {
  name: "clear-root",
  text: `${say}
rm -rf "$1" || exit 1
rmdir "\${1%/*}" 2>/dev/null
say cleared 1`,
}

/** $1 certfleet's own folder, $2 rollout. Leaves no trace of a rollout that changed nothing here. */
export const abandonScript: Script = {
  name: "abandon",
  text: `${say}
base=$1
rm -rf "$base/stage.$2."* "$base/$2" || exit 1
[ "$(head -n 1 "$base/lock/holder" 2>/dev/null)" != "$2" ] || rm -rf "$base/lock"
rmdir "$base" 2>/dev/null
say abandoned 1`,
}
