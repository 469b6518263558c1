/** How a script reports: a line `@key value`. */
export const say = `say() { printf '@%s %s\\n' "$1" "$2"; }`

/** The first certificate of a text without its first and last line; of standard input unless a file follows. */
export const firstCertificate = `sed -n '/-----BEGIN CERTIFICATE-----/,/-----END CERTIFICATE-----/{/-----BEGIN/d;/-----END/q;p}'`

/** What sha256sum says of nothing. */
export const hashOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

/** SHA-256 of the DER of the first block of a kind on standard input, as `@KEY HASH`; nothing where there is none. */
export const tell = `tell() {
  body=$(sed -n "/-----BEGIN \${2}-----/,/-----END \${2}-----/{/-----BEGIN/d;/-----END/q;p}" | tr -d '\\r' | base64 -di 2>/dev/null | sha256sum)
  [ "\${body%% *}" = ${hashOfNothing} ] || say "$1" "\${body%% *}"
}`

/** Of certificate and key that LDAP holds for a server or domain, by `tell`; `@unread` where it cannot be read. $1 is zmprov. */
export function tellLdapPair(command: "getServer" | "gd", owner: string): string {
  return `for attribute in Certificate PrivateKey; do
  copy=$("$1" -m -l ${command} "${owner}" "zimbraSSL$attribute" 2>&1) || {
    say unread "zmprov ${command} ${owner}: $(printf '%s\\n' "$copy" | grep -i error | tail -n 1)"; exit 0
  }
  case $attribute in
    Certificate) printf '%s\\n' "$copy" | tell ldap-certificate CERTIFICATE ;;
    *) printf '%s\\n' "$copy" | tell ldap-key '.*KEY' ;;
  esac
done
copy=`
}
