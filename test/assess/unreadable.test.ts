import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { zip } from "../../certs-fixtures/containers.js"
import { readPem, writePem } from "../../src/x509/pem.js"
import { temporaryFolder } from "../cli/folder.js"
import { ca, leaf } from "../path/graph.js"
import { keyPair } from "../x509/factory.js"
import { cli, type Said, saidIn } from "./doors.js"

const good = leaf("sub>leaf", { keyLabel: "leaf" })
const armoured = writePem("CERTIFICATE", good.der)
const privateKey = (label: string): string =>
  keyPair(label).privateKey.export({ type: "pkcs8", format: "pem" }).toString()

const csr = readFileSync(join(import.meta.dirname, "../../certs-fixtures/deliveries/commercial.csr"))
const forged = Uint8Array.from(readPem(csr).blocks[0]?.der ?? [])
forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1

interface Input {
  readonly name: string
  readonly file: string
  readonly bytes: string | Uint8Array
  readonly key?: string
  readonly code: string
}

const inputs: readonly Input[] = [
  {
    name: "a certificate whose encoding is cut off",
    ...{ file: "mail.crt", bytes: writePem("CERTIFICATE", good.der.subarray(0, 300)) },
    code: "certificate-unreadable",
  },
  {
    name: "a block that is cut off",
    ...{ file: "mail.crt", bytes: armoured.slice(0, 400) },
    code: "pem-broken",
  },
  {
    name: "a block with a garbled line",
    ...{ file: "mail.crt", bytes: armoured.replace("\nMI", "\n?I") },
    code: "pem-broken",
  },
  { name: "an empty file", ...{ file: "mail.crt", bytes: "\n" }, code: "input-empty" },
  {
    name: "an archive that is cut off",
    ...{
      file: "mail.zip",
      bytes: zip([{ name: "mail.crt", bytes: Buffer.from(armoured) }]).subarray(0, 200),
    },
    code: "container-unreadable",
  },
  {
    name: "a PKCS #7 file that is cut off",
    ...{ file: "mail.p7b", bytes: writePem("PKCS7", good.der.subarray(0, 300)) },
    code: "container-unreadable",
  },
  {
    name: "a request whose encoding is cut off",
    ...{ file: "mail.csr", bytes: writePem("CERTIFICATE REQUEST", good.der.subarray(0, 300)) },
    code: "request-unreadable",
  },
  {
    name: "a request that another key signed",
    ...{ file: "mail.csr", bytes: writePem("CERTIFICATE REQUEST", forged) },
    code: "request-signature-invalid",
  },
  {
    name: "a certificate of another key",
    ...{ file: "mail.crt", bytes: armoured, key: "another" },
    code: "private-key-mismatch",
  },
]

describe("what cannot be read, or belongs to another key", () => {
  it.each(inputs)("$name: the same code at every door, with the same citation and hint", async (input) => {
    const cwd = temporaryFolder()
    const { file, bytes, key, code } = input
    mkdirSync(join(cwd, "in"))
    writeFileSync(join(cwd, "in", file), bytes)
    writeFileSync(join(cwd, "in", "mail.key"), privateKey(key ?? "leaf"))
    writeFileSync(join(cwd, "root.pem"), writePem("CERTIFICATE", ca("root>root").der))
    const [path, keyed] = [`in/${file}`, ["--key-file", "in/mail.key", "--no-fleet"]]
    const commands = [
      ["check", path, ...keyed],
      ["import", path, ...keyed, "--out", "new"],
      ["lint", path, ...(key === undefined ? [] : ["in/mail.key"]), "--no-config"],
      ["lint", "in", "--no-config"],
    ]
    const said: (Said | undefined)[] = []
    for (const argv of commands) said.push(saidIn(await cli(argv, cwd)).find((one) => one.code === code))
    expect(said.map((one) => one?.code)).toEqual(commands.map(() => code))
    const advice = said.map((one) => one?.words.split("\n").slice(1).join("\n"))
    expect(new Set(advice).size).toBe(1)
  })

  it("is the one thing said where the issuer that is missing may be in it", async () => {
    const cwd = temporaryFolder()
    const damaged = writePem("CERTIFICATE", ca("root>sub").der.subarray(0, 300))
    writeFileSync(join(cwd, "mail.pem"), `${armoured}${damaged}`)
    writeFileSync(join(cwd, "root.pem"), writePem("CERTIFICATE", ca("root>root").der))
    const trust = ["--trust", "root.pem"]
    for (const argv of [
      ["check", "mail.pem", "--no-fleet", ...trust],
      ["lint", "mail.pem", "--no-config", "--select", "certificate-unreadable,chain-incomplete", ...trust],
    ]) {
      const errors = saidIn(await cli(argv, cwd)).filter(({ words }) => words.startsWith("error"))
      expect(errors.map(({ code }) => code)).toEqual(["certificate-unreadable"])
    }
  })
})
