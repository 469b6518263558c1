import { gzipSync } from "node:zlib"
import { describe, expect, it } from "vitest"
import { jks, tar } from "../../certs-fixtures/archives.js"
import { zip } from "../../certs-fixtures/containers.js"
import { expandInputs } from "../../src/bundle/expand.js"
import { type UnpackOptions, unpack } from "../../src/bundle/unpack.js"
import { writePem } from "../../src/x509/pem.js"
import { leafDer, subDer } from "../fuzz/seeds.js"

const pem = Buffer.from(writePem("CERTIFICATE", leafDer))
const opened = (name: string, bytes: Uint8Array, options?: UnpackOptions) => unpack({ name, bytes }, options)

describe("unpack", () => {
  it("names what it finds by the way to it", () => {
    const inner = zip([{ name: "mail.crt", bytes: pem }])
    const { files } = opened("mail.tgz", gzipSync(tar([{ name: "sent/all.zip", bytes: inner }])))
    expect(files.map(({ name }) => name)).toEqual(["mail.tgz/mail.tar/sent/all.zip/mail.crt"])
  })

  it("says that nothing in an archive may be a certificate", () => {
    const { files, empty } = opened("a.tar", tar([{ name: "readme.txt", bytes: Buffer.from("hello") }]))
    expect([files, empty]).toEqual([[], ["a.tar"]])
  })

  it("stops at archives in archives in archives", () => {
    const deep = Array.from({ length: 8 }).reduce<Uint8Array>((bytes) => gzipSync(bytes), pem)
    expect(opened("a.gz", deep).broken).toMatchObject([
      { problem: { kind: "limit", message: "it is packed more than 5 times" } },
    ])
  })

  it("counts everything that comes out of one input against one limit", () => {
    const part = zip([{ name: "a.pem", bytes: Buffer.concat([pem, Buffer.alloc(40_000, 0x20)]) }])
    const parts = Array.from({ length: 10 }, (_, index) => ({ name: `${index}.zip`, bytes: part }))
    const { files, broken } = opened("all.zip", zip(parts), { limits: { entries: 100, bytes: 200_000 } })
    expect(files.length).toBeLessThan(5)
    expect(broken.length).toBeGreaterThan(0)
    expect(new Set(broken.map(({ problem }) => problem.kind))).toEqual(new Set(["limit"]))
    const few = opened("all.zip", zip(parts), { limits: { entries: 12, bytes: 10_000_000 } })
    expect(few.files).toHaveLength(2)
  })

  it("does not unpack a bomb", () => {
    const bomb = gzipSync(new Uint8Array(50_000_000))
    expect(opened("bomb.gz", bomb).broken).toMatchObject([{ problem: { kind: "limit" } }])
    expect(opened("bomb.gz", bomb.subarray(0, 1000)).broken).toMatchObject([
      { problem: { message: "the gzip data is cut off" } },
    ])
    const damaged = Buffer.from(gzipSync(pem)).fill(0xff, 20, 40)
    expect(opened("bomb.gz", damaged).broken).toMatchObject([
      { problem: { message: "the gzip data is damaged" } },
    ])
  })
})

describe("expandInputs", () => {
  const ask = () => Promise.reject(new Error("nothing here is encrypted"))

  it("says what to do about each kind of archive that is not opened", async () => {
    const encrypted = Buffer.from(zip([{ name: "mail.crt", bytes: pem }]))
    encrypted[encrypted.lastIndexOf("PK\x01\x02", undefined, "latin1") + 8] = 1
    const inputs = [
      { name: "locked.zip", bytes: encrypted },
      { name: "cut.zip", bytes: zip([{ name: "mail.crt", bytes: pem }]).subarray(0, 200) },
      { name: "bomb.gz", bytes: gzipSync(new Uint8Array(50_000_000)) },
    ]
    const { findings } = await expandInputs(inputs, ask)
    expect(findings.map(({ code, hint }) => [code, hint])).toEqual([
      ["container-unreadable", "unpack it with its password, and name the files in it"],
      ["container-unreadable", "download it again from the CA, or ask for it once more"],
      ["container-unreadable", "unpack it, and name the files with certificates"],
    ])
  })

  it("reads the certificates of a Java key store, and says that its key was not", async () => {
    const { files, findings } = await expandInputs(
      [{ name: "mail.jks", bytes: jks([subDer], [leafDer]) }],
      ask,
    )
    expect(files).toMatchObject([{ contained: true }, { contained: true }])
    expect(findings.map(({ code }) => code)).toEqual(["bundle-java-key"])
  })
})
