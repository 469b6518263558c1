import { createPrivateKey } from "node:crypto"
import { join, resolve } from "node:path"
import { ToolError } from "../errors.js"
import type { Fleet } from "../fleet/types.js"
import type { Delivery } from "../rollout/plan.js"
import { Secret } from "../secret.js"
import { parseCertificate } from "../x509/certificate.js"
import { readPem } from "../x509/pem.js"
import type { Io } from "./io.js"

export interface DeliveryOptions {
  readonly passphraseFile?: string
  readonly passphraseEnv?: string
}

export async function chooseDelivery(
  io: Io,
  _fleet: Fleet,
  dir: string | undefined,
  _options: DeliveryOptions,
): Promise<{ folder: string; delivery: Delivery }> {
  if (dir === undefined) throw new ToolError("usage", "name the folder that import wrote")
  const folder = resolve(io.cwd, dir)
  const [key, certificate, chain] = await Promise.all(
    ["commercial.key", "commercial.crt", "commercial_ca.crt"].map((name) =>
      io.files.read(join(folder, name)),
    ),
  )
  if (key === undefined || certificate === undefined || chain === undefined)
    throw new ToolError("internal", "unread")
  const der = readPem(certificate).blocks[0]?.der
  const leaf = der === undefined ? undefined : parseCertificate(der)
  if (leaf?.ok !== true) throw new ToolError("config", `${folder}/commercial.crt is no certificate`)
  const pem = createPrivateKey(Buffer.from(key)).export({ type: "pkcs8", format: "pem" })
  return {
    folder,
    delivery: {
      fingerprint: leaf.value.fingerprint,
      commonName: leaf.value.subject.toString(),
      key: new Secret(pem.toString()),
      certificate,
      chain,
    },
  }
}
