import { createSocket } from "node:dgram"
import type { AddressInfo } from "node:net"

/** A name server on loopback that knows these A records, says NXDOMAIN to the rest (RFC 1035 section 4.1), and NODATA to other types. */
export async function nameServer(
  records: Readonly<Record<string, readonly string[]>>,
): Promise<{ readonly address: string; close(): Promise<void> }> {
  const socket = createSocket("udp4")
  socket.on("message", (query, { address, port }) => {
    let at = 12
    const labels: string[] = []
    for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
      labels.push(query.toString("ascii", at + 1, at + 1 + length))
      at += length + 1
    }
    const question = query.subarray(12, at + 5)
    const known = records[labels.join(".").toLowerCase()]
    const answers = query.readUInt16BE(at + 1) === 1 ? (known ?? []) : []
    const head = Buffer.from(query.subarray(0, 12))
    head.writeUInt16BE(known === undefined ? 0x8183 : 0x8180, 2)
    head.writeUInt16BE(answers.length, 6)
    head.fill(0, 8)
    const bodies = answers.map((one) =>
      Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...one.split(".").map(Number)]),
    )
    socket.send(Buffer.concat([head, question, ...bodies]), port, address)
  })
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve))
  return {
    address: `127.0.0.1:${(socket.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}
