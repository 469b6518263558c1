import type { Script } from "../remote/script.js"
import { firstCertificate, say, tell, tellLdapPair } from "./say.js"
import { noTrials } from "./trials.js"

/*
 * What certfleet looks at on a host, all of it as zimbra and without changing anything.
 */

/**
 * $1 home, $2 certfleet's own folder, $3 zmcertmgr, $4 zmcontrol, $5 the folder that a deploy empties itself, then the paths that a deploy writes. What the host is,
 * whether a deploy can work at all, and a trial of what its undo would do: open every file for writing, create and delete
 * one in every folder that is emptied. That leaves no trace. Reports `@blocked WHAT OWNER:GROUP MODE PATH`, and
 * `@foreign OWNER:GROUP MODE PATH` for a key of somebody else's that zimbra may read, as certbot's helpers leave it.
 */
export const preflightScript: Script = {
  name: "preflight",
  text: `${say}
home=$1 base=$2 certmgr=$3 control=$4 rebuilt=$1/$5
shift 5
say user "$(id -un)"
[ -d "$home" ] || { say missing "$home"; exit 0; }
for tool in "$certmgr" "$control"; do [ -x "$tool" ] || say missing "$tool"; done
for tool in tar mktemp sha256sum base64 setsid find stat; do command -v "$tool" >/dev/null || say missing "$tool"; done
[ -x "$control" ] && say version "$("$control" -v 2>&1 | head -n 1)"
say free-kib "$(df -Pk "\${base%/*}" | awk 'NR == 2 { print $4 }')"
blocked() { say blocked "$1 $(stat -Lc '%U:%G %a' -- "$2" 2>/dev/null || echo '?:? ?') $2"; }
in_folder() {
  { [ -r "$1" ] && made=$(mktemp "$1/.certfleet.XXXXXXXX") && rm -f -- "$made"; } 2>/dev/null || blocked create "$1"
}
in_place() {
  if [ ! -r "$1" ]; then blocked read "$1"
  elif ! { true 3<>"$1"; } 2>/dev/null; then blocked write "$1"
  elif [ ! -O "$1" ]; then blocked own "$1"
  fi
}
if [ -d "$base" ]; then in_folder "$base"; else in_folder "\${base%/*}"; fi
for path; do
  path=$home/$path
  if [ -h "$path" ]; then blocked follow "$path"
  elif [ -d "$path" ]; then
    find "$path" -type l | while IFS= read -r link; do
      # One that leads to a name beside it is backed up with what it leads to.
      case $(readlink -- "$link") in */* | . | ..) [ "$rebuilt" = "$path" ] || blocked follow "$link" ;; esac
    done
    find "$path" ! -type l ${noTrials} | while IFS= read -r inside; do
      if [ -d "$inside" ]; then in_folder "$inside"
      elif [ ! -O "$inside" ] && [ -r "$inside" ] && [ "\${inside%.key}" != "$inside" ]; then
        # No deploy writes into a key: it is replaced, and whose it was is all that an undo cannot bring back.
        say foreign "$(stat -Lc '%U:%G %a' -- "$inside") $inside"
      else
        in_place "$inside"
        [ ! -O "$inside" ] || [ -G "$inside" ] || blocked own "$inside"
      fi
    done
  elif [ -e "$path" ]; then in_place "$path"
  elif [ -d "\${path%/*}" ]; then in_folder "\${path%/*}"
  fi
done`,
}

/**
 * $1 home, $2 how many of the following paths are files that begin with a certificate, then those, then the paths that a
 * deploy writes. SHA-256 of every deployed file, and of each one's first certificate (DER); files with the same
 * content, as they are after a deploy, are read once. Changes nothing.
 */
export const inspectScript: Script = {
  name: "inspect",
  text: `${say}
home=$1 certificates=$2
shift 2
cd "$home" || exit 1
last=
leaf() {
  [ -f "$1" ] || return 0
  if [ -z "$last" ] || ! cmp -s "$last" "$1"; then
    last=$1
    hash=$(${firstCertificate} "$1" | base64 -di 2>/dev/null | sha256sum)
  fi
  say leaf "\${hash%% *}  $1"
}
while [ "$certificates" -gt 0 ]; do
  leaf "$1"
  shift
  certificates=$((certificates - 1))
done
for path; do
  shift
  if [ ! -d "$path" ]; then set -- "$@" "$path"; else set -- "$@" "$path"/*; fi
done
for path; do
  shift
  [ ! -f "$path" ] || set -- "$@" "$path"
done
[ $# -eq 0 ] || sha256sum -- "$@" | sed 's/^/@file /'
say done 1`,
}

/**
 * $1 zmprov, $2 zmlocalconfig, $3 the live certificate, $4 the live key. SHA-256 of the certificate and of the key, each of its
 * DER, that LDAP holds for this server, and of those in the files; no line for what is not there, `@unread` when LDAP cannot be
 * read. As zmcertmgr reads it (getConfKey). The key passes from one program to the next, and is never printed.
 */
export const ldapCopyScript: Script = {
  name: "ldap-copy",
  text: `${say}
${tell}
name=$("$2" -s -m nokey zimbra_server_hostname 2>&1) || { say unread "$(printf '%s' "$name" | tail -n 1)"; exit 0; }
${tellLdapPair("getServer", "$name")}
[ ! -f "$3" ] || tell file-certificate CERTIFICATE < "$3"
[ ! -f "$4" ] || tell file-key '.*KEY' < "$4"
say done 1`,
}

/**
 * $1 certfleet's own folder, $2 rollout, then paths that begin with a certificate. What there is to go back to: the backup, the
 * first certificate in it, who holds the host, and later rollouts that made a backup here. Changes nothing.
 */
export const reviewScript: Script = {
  name: "review",
  text: `${say}
base=$1 rollout=$2 dir=$1/$2
shift 2
if [ ! -e "$dir/backup.ok" ]; then say backup none
elif (cd "$dir" && sha256sum -c --quiet backup.sha256) >/dev/null 2>&1; then
  say backup ok
  for path; do
    grep -qxF "$path" "$dir/present" || tar -tf "$dir/backup.tar" "$path" >/dev/null 2>&1 || continue
    body=$(tar -xOf "$dir/backup.tar" "$path" | ${firstCertificate} | tr -d '\\r\\n')
    [ -z "$body" ] || { say certificate "$body"; break; }
  done
else say backup corrupt
fi
if [ -e "$base/lock" ]; then
  say held "$(head -n 1 "$base/lock/holder" 2>/dev/null)"
  say holder "$(tail -n 1 "$base/lock/holder" 2>/dev/null)"
fi
ls -1 "$base" 2>/dev/null | grep '^[0-9]\\{8\\}T' | while IFS= read -r other; do
  [ ! -e "$base/$other/backup.ok" ] || say rollout "$other"
done
say done 1`,
}
