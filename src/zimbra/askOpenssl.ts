import { type Script, scriptCommand } from "../remote/script.js"
import type { RemoteCommand } from "../remote/session.js"

/**
 * $1 Zimbra's home, $2 port, $3 server name or nothing, $4 protocol for -starttls or nothing, $5 what ends the dialogue, $6
 * seconds, $7 -showcerts or nothing, then the addresses to try. Asks with openssl what a port serves; needs no rights. Prints the
 * certificates, and reports `@address`, `@session` (TLS version and cipher), or `@refused ADDRESS WHY`; `@missing openssl`.
 */
const askOpensslScript: Script = {
  name: "ask-openssl",
  text: `say() { printf '@%s %s\\n' "$1" "$2"; }
PATH=$PATH:/usr/bin:/bin:$1/common/bin:$1/openssl/bin
port=$2 name=$3 starttls=$4 farewell=$5 limit=$6 whole=$7
shift 7
command -v openssl >/dev/null || { say missing openssl; exit 0; }
for address; do
  out=$(printf '%s\\n' "$farewell" | timeout "$limit" openssl s_client -connect "$address:$port" \${name:+-servername "$name"} \${starttls:+-starttls "$starttls"} \${whole:+"$whole"} 2>&1)
  case $out in
    *'BEGIN CERTIFICATE'*)
      say address "$address"
      say session "$(printf '%s\\n' "$out" | sed -n 's/^ *New, *//p' | head -n 1)"
      printf '%s\\n' "$out" | sed -n '/^-----BEGIN CERTIFICATE/,/^-----END CERTIFICATE/p'
      exit 0;;
  esac
  say refused "$address $(printf '%s\\n' "$out" | grep -i 'refused\\|error\\|not known\\|timed out\\|alert\\|unable\\|did not\\|invalid' | head -n 1)"
done`,
}

export interface OpensslQuestion {
  readonly home: string
  readonly port: number
  /** SNI; none is sent without. */
  readonly name: string | undefined
  /** As `openssl s_client -starttls` calls it; undefined where TLS begins at once. */
  readonly starttls: string | undefined
  readonly farewell: string
  readonly seconds: number
  readonly wholeChain: boolean
  readonly addresses: readonly string[]
}

/** Runs as whoever logged in. */
export function askOpenssl(question: OpensslQuestion): RemoteCommand {
  const { home, port, name = "", starttls = "", farewell, seconds, wholeChain, addresses } = question
  const fixed = [home, String(port), name, starttls, farewell, String(seconds)]
  return scriptCommand(askOpensslScript, { args: [...fixed, wholeChain ? "-showcerts" : "", ...addresses] })
}
