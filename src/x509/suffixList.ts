import { createRequire } from "node:module"

const require = createRequire(import.meta.url)

/**
 * The public suffix list, read when it is first asked for. Required and not imported: Node would search the 200 kB of
 * a CommonJS module for its exports first, which takes longer than to lint a certificate.
 */
export const suffixList = (): typeof import("tldts") => require("tldts")
