import { readReports, type Script, scriptCommand } from "../remote/script.js"
import type { RemoteCommand } from "../remote/session.js"
import { type Installation, liveCertificate, serviceCertificates, tools } from "./files.js"
import { firstCertificate, hashOfNothing, say } from "./say.js"

/** What lies on a server, by the leaf in it: SHA-256 of its DER, lower-case hex. Nothing secret. */
export interface Holdings {
  /** Path relative to the home → the leaf's fingerprint; a file that is not there is missing. */
  readonly leaves: ReadonlyMap<string, string>
  /** What LDAP hands out for this server; undefined where it has none or was not asked. */
  readonly ldap: string | undefined
  /** What could not be read, and why; `ldap` stands for LDAP. */
  readonly unread: ReadonlyMap<string, string>
}

/** Stores of the mail store's Java, of what they are made from, and of imapd's; the leaf goes by the alias `jetty`. */
export const javaStores = {
  keystore: "mailboxd/etc/keystore",
  source: "ssl/zimbra/jetty.pkcs12",
  imapd: "conf/imapd.keystore",
} as const

/**
 * $1 home, $2 the Java store or "", $3 its PKCS #12 or "", $4 imapd's Java store or "", $5 where zmlocalconfig is,
 * $6 zmprov, then files that begin with a certificate. LDAP is asked as zmcertmgr asks it (getConfKey): the master, for
 * this server. Reports `@leaf HASH  PATH`, `@ldap HASH`, `@unread PATH: WHY`. The stores' passwords stay in this shell's
 * environment, never in argv; only certificates are asked of them.
 */
export const holdingsScript: Script = {
  name: "holdings",
  text: `${say}
home=$1 keystore=$2 source=$3 imapd=$4 localconfig=$5 prov=$6
shift 6
cd "$home" || exit 1
hash() {
  hash=$(${firstCertificate} | base64 -di 2>/dev/null | sha256sum)
  hash=\${hash%% *}
  [ "$hash" != ${hashOfNothing} ]
}
said() { printf '%s\\n' "$1" | grep -m 1 -iE 'error|exception|denied|invalid|incorrect|fail' || printf '%s\\n' "$1" | tail -n 1; }
for path; do
  [ -e "$path" ] || continue
  if [ ! -r "$path" ]; then say unread "$path: permission denied"
  elif hash < "$path"; then say leaf "$hash  $path"
  else say unread "$path: holds no certificate"
  fi
done
store() {
  path=$1
  shift
  if [ ! -r "$path" ]; then say unread "$path: permission denied"; return; fi
  out=$("$@" 2>&1 </dev/null)
  if hash <<END
$out
END
  then say leaf "$hash  $path"
  else say unread "$path: $(said "$out")"
  fi
}
first() { for one; do command -v "$one" >/dev/null 2>&1 && { echo "$one"; return; }; done; }
keytool=$(first common/bin/keytool java/bin/keytool keytool)
openssl=$(first common/bin/openssl openssl/bin/openssl openssl)
stores() {
  setting=$1
  shift
  for path; do [ -n "$path" ] && [ -e "$path" ] && break; path=; done
  [ -n "$path" ] || return
  CERTFLEET_STORE=$("$localconfig" -s -m nokey "$setting" 2>/dev/null)
  export CERTFLEET_STORE
  for path; do
    [ -n "$path" ] && [ -e "$path" ] || continue
    if [ -z "$CERTFLEET_STORE" ]; then say unread "$path: zmlocalconfig does not tell its password"
    elif [ "$path" != "$source" ]; then
      if [ -n "$keytool" ]; then store "$path" "$keytool" -list -rfc -alias jetty -keystore "$path" -storepass:env CERTFLEET_STORE
      else say unread "$path: there is no keytool"; fi
    elif [ -n "$openssl" ]; then store "$path" "$openssl" pkcs12 -in "$path" -nokeys -clcerts -passin env:CERTFLEET_STORE
    else say unread "$path: there is no openssl"
    fi
  done
  unset CERTFLEET_STORE
}
stores mailboxd_keystore_password "$keystore" "$source"
stores imapd_keystore_password "$imapd"
name=$("$localconfig" -s -m nokey zimbra_server_hostname 2>/dev/null)
out=$("$prov" -m -l getServer "$name" zimbraSSLCertificate 2>&1 </dev/null)
if hash <<END
$(printf '%s\\n' "$out" | sed 's/^zimbraSSLCertificate: //')
END
then say ldap "$hash"
elif printf '%s\\n' "$out" | grep -q '^# name '; then say ldap none
else say unread "ldap: $(said "$out")"
fi
say done 1`,
}

/** The command that looks; as whoever owns the installation. */
export function holdingsCommand({ user, home }: Installation, hasMailbox: boolean): RemoteCommand {
  const { keystore, source, imapd } = javaStores
  const stores = hasMailbox ? [keystore, source, imapd] : ["", "", ""]
  const asked = [tools.localConfig, tools.provisioning].map((tool) => `${home}/${tool}`)
  return scriptCommand(holdingsScript, {
    args: [home, ...stores, ...asked, liveCertificate, ...serviceCertificates],
    user,
  })
}

/** Reads what was reported; undefined when the report is cut short: then nothing is known. */
export function readHoldings(stdout: string): Holdings | undefined {
  const reports = readReports(stdout)
  if (!reports.has("done")) return undefined
  const leaves = new Map(
    (reports.get("leaf") ?? []).flatMap((line): [string, string][] => {
      const match = /^([0-9a-f]{64}) {2}(.+)$/.exec(line)
      return match?.[1] === undefined || match[2] === undefined ? [] : [[match[2], match[1]]]
    }),
  )
  const unread = new Map(
    (reports.get("unread") ?? []).map((line): [string, string] => {
      const colon = line.indexOf(": ")
      return [line.slice(0, colon), line.slice(colon + 2)]
    }),
  )
  const ldap = reports.get("ldap")?.at(-1)
  return { leaves, ldap: ldap === undefined || ldap === "none" ? undefined : ldap, unread }
}
