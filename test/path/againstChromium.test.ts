import { execFileSync, spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:https"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { verifyChain } from "../../src/path/verify.js"
import { writePem } from "../../src/x509/pem.js"
import { chromiumPath, startChromium } from "../support/chromium.js"
import { keyPair } from "../x509/factory.js"
import { type GeneratedChain, generatedChains } from "./generatedChains.js"
import { host } from "./graph.js"

const hasCertutil = spawnSync("which", ["certutil"]).status === 0
const missing = chromiumPath === undefined ? "no Chromium" : hasCertutil ? undefined : "no certutil"

/** A browser has no other moment than now. */
const at = new Date()

/** Chains with one thing at one place that `public` takes. An intermediate is like the other. */
function taken(): readonly GeneratedChain[] {
  return generatedChains(0).filter(({ name, leaf, above }) => {
    const question = { at, anchors: above.slice(-1), profile: "public", name: host } as const
    return /^(leaf|lower|root): /.test(name) && verifyChain(leaf, above, question).ok
  })
}

/** What a browser with this root alone in its user's store says to a server with this chain: `OK`, or its error. */
async function visited({ leaf, above }: GeneratedChain): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), "certfleet-chromium-"))
  const server = createServer({
    key: keyOf(leaf.publicKey.der),
    cert: [leaf, ...above.slice(0, -1)].map(({ der }) => writePem("CERTIFICATE", der)).join(""),
    ciphers: "DEFAULT:@SECLEVEL=0",
  })
  server.on("request", (_, response) => response.end("hello"))
  try {
    trust(home, above.at(-1)?.der ?? new Uint8Array())
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const { port } = server.address() as AddressInfo
    const browser = await startChromium({ home, args: [`--host-resolver-rules=MAP ${host} 127.0.0.1`] })
    try {
      const page = await browser.newPage()
      await page.goto(`https://${host}:${port}/`)
      return "OK"
    } catch (error) {
      return /net::\w+/.exec(String(error))?.[0] ?? String(error)
    } finally {
      await browser.close()
    }
  } finally {
    server.closeAllConnections()
    server.close()
    rmSync(home, { recursive: true, force: true })
  }
}

/** Into the user's NSS database, where Chromium looks on Linux. */
function trust(home: string, root: Uint8Array): void {
  const database = join(home, ".pki/nssdb")
  mkdirSync(database, { recursive: true })
  writeFileSync(join(home, "root.der"), root)
  const certutil = (...words: string[]): unknown =>
    execFileSync("certutil", [...words, "-d", `sql:${database}`], { stdio: "pipe" })
  certutil("-N", "--empty-password")
  certutil("-A", "-n", "root", "-t", "C,,", "-i", join(home, "root.der"))
}

function keyOf(spki: Uint8Array): string {
  const labels = ["leaf", host, "p384", "rsa2048", "ed25519"]
  const pair = labels
    .map((label) => keyPair(label))
    .find(({ publicKey }) => publicKey.export({ type: "spki", format: "der" }).equals(spki))
  if (pair === undefined) throw new Error("whose key is it?")
  return pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString()
}

describe.skipIf(missing !== undefined)(
  `public, against Chromium${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  () => {
    it("takes nothing that a browser with the same root refuses", async () => {
      const chains = taken()
      expect(chains.length).toBeGreaterThan(40)
      const refused: string[] = []
      for (const chain of chains) {
        const said = await visited(chain)
        if (said !== "OK") refused.push(`${chain.name}: ${said}`)
      }
      expect(refused).toEqual([])
    }, 240_000)

    it("knows a browser's refusal where there is one", async () => {
      const bad = generatedChains(0).find(({ name }) => name === "lower: for clients")
      expect(bad === undefined ? "" : await visited(bad)).toBe("net::ERR_CERT_INVALID")
    }, 60_000)
  },
)
