/** How a script reports: a line `@key value`. */
export const say = `say() { printf '@%s %s\\n' "$1" "$2"; }`

/** The first certificate of a text without its first and last line; of standard input unless a file follows. */
export const firstCertificate = `sed -n '/-----BEGIN CERTIFICATE-----/,/-----END CERTIFICATE-----/{/-----BEGIN/d;/-----END/q;p}'`

/** What sha256sum says of nothing. */
export const hashOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
