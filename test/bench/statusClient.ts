// What the benchmark compares with: as many bare handshakes, as many at a time, and nothing else.
import { readFileSync } from "node:fs"
import { connect } from "node:tls"

interface Place {
  readonly port: number
  readonly sni: string
}

const places: readonly Place[] = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"))
let next = 0

async function worker(): Promise<void> {
  for (let place = places[next++]; place !== undefined; place = places[next++]) await shake(place)
}

function shake({ port, sni }: Place): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port, servername: sni, rejectUnauthorized: false }, () => {
      socket.once("close", () => resolve()).destroy()
    })
    socket.once("error", reject)
  })
}

await Promise.all(Array.from({ length: 256 }, worker))
