import { ToolError } from "../errors.js"
import { type Files, readText } from "../ports.js"

/** SHA-256 of public keys (subjectPublicKeyInfo), one a line; what follows on a line is a remark. */
export async function readBlocklists(
  files: Pick<Files, "read">,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  const keys = new Set<string>()
  for (const file of names) {
    const lines = (await readText(files, file)).split(/\r?\n/)
    for (const [index, line] of lines.entries()) {
      const [word = ""] = line.replace(/#.*/, "").trim().split(/\s+/)
      if (word === "") continue
      const digits = word.replaceAll(":", "").toLowerCase()
      if (!/^[0-9a-f]{64}$/.test(digits))
        throw new ToolError("config", `${file}:${index + 1}: not a SHA-256 of 64 hexadecimal digits`, {
          hint: "openssl pkey -pubin -outform DER | sha256sum prints one",
        })
      keys.add(digits)
    }
  }
  return keys
}
