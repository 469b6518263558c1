import { ToolError } from "../errors.js"
import { bundledTrustStore, ownTrustStore, type TrustStore } from "../path/trustStore.js"
import type { Files } from "../ports.js"
import { readDelivery } from "./delivery.js"

/**
 * The roots in a file of the user, or those that browsers trust.
 *
 * @throws ToolError `config` for a file that holds no root
 */
export async function readTrustStore(
  files: Pick<Files, "read">,
  file: string | undefined,
): Promise<TrustStore> {
  if (file === undefined) return bundledTrustStore()
  const bytes = await files.read(file)
  const { certificates, findings } = readDelivery([{ name: file, bytes }])
  const problem = findings.find(({ severity }) => severity === "error")
  if (problem !== undefined)
    throw new ToolError("config", `--trust ${file}: ${problem.message}`, {
      hint: "it must hold roots in PEM or DER",
    })
  const store = ownTrustStore(
    certificates.map(({ certificate }) => certificate),
    `the roots in ${file}`,
  )
  if (store.anchors.length > 0) return store
  throw new ToolError("config", `--trust ${file}: no certificate in it is a root`, {
    hint: "a root names itself as its issuer; an intermediate belongs among the delivered files",
  })
}
