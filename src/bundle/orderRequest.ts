/** The CSR of an order: what it asked for is worth comparing, where it is of the order's key. */
import { dirname, join } from "node:path"
import { inputFindings } from "../assess/inputFindings.js"
import { ToolError } from "../errors.js"
import type { Finding } from "../finding.js"
import type { Files } from "../ports.js"
import type { Csr } from "../x509/csr.js"
import { sameBytes } from "../x509/derValues.js"
import { type Delivery, readDelivery } from "./delivery.js"
import { bundleFindings } from "./findings.js"
import { bundleNotices } from "./notices.js"

/** What belongs to the order beside what the CA delivered, each a file. */
export interface OrderFiles {
  readonly key?: string
  /** Unless given, the commercial.csr beside the key. */
  readonly csr?: string
}

/** Whose request it has to be. */
export interface OfOrder {
  /** SubjectPublicKeyInfo, DER: of the key, or without it of each certificate. */
  readonly publicKeys: readonly Uint8Array[]
  /** The file of the key, where it is there. */
  readonly keyName: string | undefined
}

/**
 * Reads the CSR of an order. One that was named and is of another key is an error; one that merely lies beside the key, as on a
 * server whose key was replaced, a warning.
 *
 * @throws ToolError `config` for a file that was named and holds none, or what reading threw
 */
export async function readOrderRequest(
  files: Pick<Files, "exists" | "read">,
  { csr, key }: OrderFiles,
  { keyName, publicKeys }: OfOrder,
): Promise<Pick<Delivery, "requests" | "findings">> {
  const file = csr ?? (key === undefined ? undefined : join(dirname(key), "commercial.csr"))
  if (file === undefined || (csr === undefined && !(await files.exists(file))))
    return { requests: [], findings: [] }
  const { requests, findings } = readDelivery([{ name: file, bytes: await files.read(file) }])
  if (requests.length === 0) return unread(file, csr !== undefined, findings)
  const isOfOrder = ({ publicKey }: Csr): boolean => publicKeys.some((own) => sameBytes(own, publicKey.der))
  // Without any certificate there is nothing to compare with, which is said elsewhere.
  if (publicKeys.length === 0 || requests.some(isOfOrder))
    return { requests, findings: findings.filter(isOfSignature) }
  const subject = { kind: "file", file } as const
  const other =
    csr === undefined
      ? bundleNotices.otherRequestBeside(subject, { file })
      : bundleFindings.otherRequest(subject, { file, key: keyName ?? "" })
  return { requests, findings: [other] }
}

function isOfSignature({ code }: Finding): boolean {
  return code === inputFindings.requestSignature.kind.code
}

function unread(
  file: string,
  isNamed: boolean,
  [first]: readonly Finding[],
): Pick<Delivery, "requests" | "findings"> {
  if (isNamed)
    throw new ToolError("config", `--csr ${file} holds no CSR that can be read`, {
      hint: "name the commercial.csr of this order",
    })
  const problem = first?.message ?? "it holds none"
  return {
    requests: [],
    findings: [bundleFindings.requestUnreadable({ kind: "file", file }, { file, problem })],
  }
}
