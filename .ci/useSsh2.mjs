// One log-in and two commands, client and server in one process: what of ssh2 a rollout has compiled.
import { Duplex } from "node:stream"

export async function useSsh2({ Client, Server, utils }) {
  const [host, user] = [keyPair(utils), keyPair(utils)]
  const [near, far] = pipe()
  const server = new Server({ hostKeys: [host.private] }, (connection) =>
    connection
      .on("authentication", (context) => context.accept())
      .on("session", (accept) => accept().on("exec", (take) => answer(take())))
      .on("error", () => undefined),
  )
  server.injectSocket(far)
  const client = new Client()
  await new Promise((resolve, reject) =>
    client
      .on("ready", resolve)
      .on("error", reject)
      .connect({
        sock: near,
        username: "root",
        hostVerifier: () => true,
        authHandler: [{ type: "publickey", username: "root", key: user.private }],
      }),
  )
  for (const input of ["", Buffer.alloc(20_000)]) await runCommand(client, input)
  client.end()
}

/** One in 256 that ssh2 makes is a byte short, and unreadable: another is drawn then. */
function keyPair(utils) {
  for (;;) {
    const pair = utils.generateKeyPairSync("ed25519")
    if (!(utils.parseKey(pair.private) instanceof Error)) return pair
  }
}

function answer(channel) {
  channel.resume().on("end", () => {
    channel.write("result")
    channel.stderr.write("message")
    channel.exit(0)
    channel.end()
  })
}

function runCommand(client, input) {
  return new Promise((resolve, reject) =>
    client.exec("true", (error, channel) => {
      if (error) return reject(error)
      channel.stderr.resume()
      channel.resume().on("close", resolve).end(input)
    }),
  )
}

/** Two ends of one connection. */
function pipe() {
  const ends = [0, 1].map(
    (at) =>
      new Duplex({
        read() {},
        write(chunk, _encoding, done) {
          setImmediate(() => ends[1 - at].push(chunk))
          done()
        },
        final(done) {
          ends[1 - at].push(null)
          done()
        },
      }),
  )
  return ends
}
