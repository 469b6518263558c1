/** `openssl verify` as Zimbra calls it, at the moment of the trust graphs. */
import { execFile } from "node:child_process"
import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { Certificate } from "../../src/x509/certificate.js"
import { writePem } from "../../src/x509/pem.js"
import { at } from "./graph.js"

/** Four at a time: each is a process. */
export async function inFours<T, R>(
  items: readonly T[],
  work: (item: T, label: string) => Promise<R>,
): Promise<readonly R[]> {
  const done: R[] = []
  for (let from = 0; from < items.length; from += 4)
    done.push(
      ...(await Promise.all(
        items.slice(from, from + 4).map((item, index) => work(item, String(from + index))),
      )),
    )
  return done
}

const flags = ["verify", "-attime", String(at.getTime() / 1000), "-purpose", "sslserver"]
const nothingElse = ["-no-CApath", "-no-CAstore"]

/** `OK`, or the first error without its text: `error 20 at 0 depth lookup`; files named by `label` in the folder. */
export async function askOpenssl(
  folder: string,
  label: string,
  leaf: Certificate,
  chain: readonly Certificate[],
): Promise<string> {
  const file = async (name: string, certificates: readonly Certificate[]): Promise<string> => {
    const path = join(folder, `${label}-${name}.pem`)
    await writeFile(path, certificates.map(({ der }) => writePem("CERTIFICATE", der)).join(""))
    return path
  }
  const files = ["-CAfile", await file("chain", chain), await file("leaf", [leaf])]
  return new Promise((resolve) =>
    execFile("openssl", [...flags, ...nothingElse, ...files], (error, stdout, stderr) =>
      resolve(error === null ? "OK" : (/error \d+ at \d+ depth lookup/.exec(stderr + stdout)?.[0] ?? stderr)),
    ),
  )
}
