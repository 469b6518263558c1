import { afterEach, describe, expect, it } from "vitest"
import { type DnsUpdate, sendUpdate } from "../../src/dns/update.js"
import { doorsOf, newTsigKey } from "../support/knot.js"
import { type Script, type ScriptedServer, scriptedServer } from "./scriptedServer.js"

const key = newTsigKey()
const update: DnsUpdate = {
  zone: "example.edu",
  changes: [{ kind: "add", name: "_acme-challenge.example.edu", text: "x", ttl: 60 }],
}
const opened: ScriptedServer[] = []

/** RFC 2136 section 3.8: the header of the request as a reply, without records. */
function reply(request: Buffer, code: number, tail: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(12)
  request.copy(head, 0, 0, 2)
  head.writeUInt16BE(0xa800 | code, 2)
  head.writeUInt16BE(tail.length === 0 ? 0 : 1, 10)
  return Buffer.concat([head, tail])
}

/** The TSIG record of a request: its name begins with this key's first label. */
function tsigOf(request: Buffer): Buffer {
  return Buffer.from(request.subarray(request.lastIndexOf("\x04acme")))
}

async function answered(script: (request: Buffer) => Buffer): Promise<unknown> {
  const byTcp: Script = (request) => [script(request)]
  const server = await scriptedServer(byTcp)
  opened.push(server)
  return sendUpdate(doorsOf(), server.server, update, { key }).then(
    () => "taken",
    (error: unknown) => error,
  )
}

describe("sendUpdate", () => {
  afterEach(async () => {
    for (const server of opened.splice(0)) await server.stop()
  })

  const unsigned = {
    code: "dns-refused",
    message: expect.stringContaining("its answer is not signed with acme.example.edu"),
  }

  it("takes no answer for success that is not signed", async () => {
    expect(await answered((request) => reply(request, 0))).toMatchObject(unsigned)
  })

  it("takes no answer for success that is signed with something else", async () => {
    expect(await answered((request) => reply(request, 0, tsigOf(request)))).toMatchObject(unsigned)
  })

  it("tells a refusal without a signature as what it is", async () => {
    expect(await answered((request) => reply(request, 5))).toMatchObject({
      ...{ code: "dns-refused", message: expect.stringContaining("REFUSED, without a signature") },
      hint: expect.stringContaining("rules"),
    })
  })

  it.each([
    ["another number", (request: Buffer) => reply(Buffer.from([~(request[0] ?? 0) & 0xff, 0]), 0)],
    ["half a header", (request: Buffer) => request.subarray(0, 7)],
    ["the request itself", (request: Buffer) => request],
  ])("says that nobody knows, where %s comes back", async (_, script) => {
    expect(await answered(script)).toMatchObject({
      code: expect.stringMatching(/^dns-(unanswered|refused)$/),
    })
  })
})
