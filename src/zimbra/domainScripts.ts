import type { Script } from "../remote/script.js"
import { firstCertificate, hashOfNothing, say, tell, tellLdapPair } from "./say.js"
import { finish } from "./scripts.js"
import { noTrials } from "./trials.js"

/*
 * What certfleet runs on a proxy for a domain's own certificate, all of it as zimbra. Of a value in LDAP nothing but a hash
 * is printed.
 */

/**
 * $1 home, $2 certfleet's own folder, $3 domain, $4 the folder of domains' certificates, then tools. What the host is, whether an
 * undo can work there, and what LDAP says: `@domain 1` where it knows the domain, `@vhost NAME` for each of its virtual hosts,
 * `@sni TRUE|FALSE`. Leaves no trace.
 */
export const domainPreflightScript: Script = {
  name: "domain-preflight",
  text: `${say}
home=$1 base=$2 domain=$3 folder=$1/$4 zmprov=$5
say user "$(id -un)"
[ -d "$home" ] || { say missing "$home"; exit 0; }
shift 4
for tool; do [ -x "$tool" ] || say missing "$tool"; done
for tool in tar mktemp sha256sum base64 setsid find; do command -v "$tool" >/dev/null || say missing "$tool"; done
say free-kib "$(df -Pk "\${base%/*}" | awk 'NR == 2 { print $4 }')"
blocked() { say blocked "$1 $(stat -Lc '%U:%G %a' -- "$2" 2>/dev/null || echo '?:? ?') $2"; }
in_folder() { { made=$(mktemp "$1/.certfleet.XXXXXXXX") && rm -f -- "$made"; } 2>/dev/null || blocked create "$1"; }
if [ -d "$base" ]; then in_folder "$base"; else in_folder "\${base%/*}"; fi
if [ -h "$folder" ]; then blocked follow "$folder"
elif [ -d "$folder" ]; then
  in_folder "$folder"
  find "$folder" -type l | while IFS= read -r link; do blocked follow "$link"; done
  find "$folder" -type f ${noTrials} ! -readable | while IFS= read -r file; do blocked read "$file"; done
else in_folder "\${folder%/*}"
fi
[ -x "$zmprov" ] || exit 0
said=$(printf 'gcf zimbraReverseProxySNIEnabled\\ngd %s zimbraVirtualHostname\\n' "$domain" | "$zmprov" -l 2>&1) || :
printf '%s\\n' "$said" | sed -n \\
  -e 's/^\\(prov> \\)*zimbraReverseProxySNIEnabled: /@sni /p' \\
  -e 's/^\\(prov> \\)*# name .*/@domain 1/p' \\
  -e 's/^zimbraVirtualHostname: /@vhost /p' \\
  -e 's/^\\(prov> \\)*ERROR: /@unread ERROR: /p'`,
}

/**
 * $1 home, $2 the folder of domains' certificates, $3 domain. SHA-256 of every file there, of the first certificate (DER) and of
 * the key (DER) of this domain, and `@known 1` where nginx's configuration names them. Changes nothing.
 */
export const domainInspectScript: Script = {
  name: "domain-inspect",
  text: `${say}
${tell}
cd "$1" || exit 1
for file in "$2"/*; do [ ! -f "$file" ] || sha256sum -- "$file" | sed 's/^/@file /'; done
if [ -f "$2/$3.crt" ]; then
  hash=$(${firstCertificate} "$2/$3.crt" | base64 -di 2>/dev/null | sha256sum)
  [ "\${hash%% *}" = ${hashOfNothing} ] || say leaf "\${hash%% *}  $2/$3.crt"
fi
[ ! -f "$2/$3.key" ] || tell key '.*KEY' < "$2/$3.key"
! grep -rqsF "/$3.crt" conf/nginx || say known 1
say done 1`,
}

/** $1 zmprov, $2 domain. SHA-256 of certificate and key, each of its DER, that LDAP holds for the domain; `@unread` where it cannot be read. */
export const domainLdapScript: Script = {
  name: "domain-ldap",
  text: `${say}
${tell}
${tellLdapPair("gd", "$2")}
say done 1`,
}

/**
 * $1 the rollout's folder, $2 zmprov, $3 domain. What LDAP holds for the domain, as it is, in two files of zimbra's alone; the
 * first run of a rollout counts.
 */
export const domainSaveOldScript: Script = {
  name: "domain-save-old",
  text: `${say}
umask 077
mkdir -p "$1" || exit 1
if [ ! -e "$1/ldap.ok" ]; then
  for attribute in zimbraSSLCertificate zimbraSSLPrivateKey; do
    copy=$("$2" -m -l gd "$3" "$attribute") || exit 1
    printf '%s\\n' "$copy" | sed -e '/^# name /d' -e "s/^$attribute: //" | sed -e '/./,$!d' > "$1/$attribute" || exit 1
    sync "$1/$attribute" || exit 1
  done
  copy=
  : > "$1/ldap.ok" && sync "$1/ldap.ok" || exit 1
fi
say saved "$1"`,
}

/**
 * $1 the rollout's folder, $2 zmdomaincertmgr, $3 zmprov, $4 domain. Gives LDAP back what it held. As the key passes through
 * zmprov's arguments there, as it does whenever zmdomaincertmgr saves one.
 */
export const domainGiveBackScript: Script = {
  name: "domain-give-back",
  text: `${say}
[ -e "$1/ldap.ok" ] || { say none 1; exit 0; }
certificate=$1/zimbraSSLCertificate key=$1/zimbraSSLPrivateKey
if [ -s "$certificate" ] && [ -s "$key" ]; then "$2" savecrt "$4" "$certificate" "$key"
else "$3" -m -l md "$4" zimbraSSLCertificate "$(cat "$certificate")" zimbraSSLPrivateKey "$(cat "$key")"
fi
say given-back $?`,
}

/**
 * $1 home, $2 the rollout's folder, $3 the folder of domains' certificates, then files in it that stay as they are. Puts the
 * backup back and compares it with what is then there.
 */
export const domainRestoreScript: Script = {
  name: "domain-restore",
  text: `${say}
home=$1 dir=$2 folder=$3
shift 3
[ -e "$dir/backup.ok" ] || { say none 1; exit 0; }
(cd "$dir" && sha256sum -c --quiet backup.sha256) || { say corrupt "$dir/backup.tar"; exit 1; }
cd "$home" || exit 1
stays() { path=$1; shift; for one; do [ "$one" != "$path" ] || return 0; done; return 1; }
for file in "$folder"/* "$folder"/.[!.]*; do stays "$file" "$@" || rm -rf -- "$file" || exit 1; done
if [ $# -eq 0 ] && [ -s "$dir/absent" ]; then rm -rf -- "$folder" || exit 1; fi
for one; do shift; set -- "$@" "--exclude=$one"; done
tar --overwrite -xpf "$dir/backup.tar" --anchored --no-wildcards "$@" || exit 1
tar -df "$dir/backup.tar" --anchored --no-wildcards "$@" > "$dir/differs" 2>&1 || ! grep -vE '\\.key: ([UG]id|Mode) differs$' "$dir/differs" || exit 1
rm -f "$dir/differs"
say restored "$dir/backup.tar"`,
}

/** $1 certfleet's own folder, $2 rollout, $3 how many backups to keep. As after a rollout of the fleet's certificate; each kind has backups of its own. */
export const domainFinishScript: Script = {
  name: "domain-finish",
  text: finish("domain-"),
}
