import { readFileSync } from "node:fs"
import { createServer } from "node:http"
import { createAccount, findAccount } from "../../src/acme/account.js"
import { authorizeOrder, type ChallengeSolver } from "../../src/acme/authorization.js"
import { AcmeClient } from "../../src/acme/client.js"
import { downloadCertificate } from "../../src/acme/issued.js"
import { http01Resource } from "../../src/acme/keyAuthorization.js"
import { createOrder, finalizeOrder } from "../../src/acme/order.js"
import { httpsTransport } from "../../src/acme/transport.js"
import { csrFor, ecKey, ImpatientClock } from "./scene.js"

/*
 * Run by caddy.test.ts in a network namespace of its own, where port 80 is ours: gets a certificate from Caddy by http-01 and
 * writes what it has seen to standard output.
 */
const [, , directory = "", certificateFile = "", ...names] = process.argv

const files = new Map<string, string>()
const web = createServer((request, response) => {
  const content = files.get(request.url ?? "")
  response.writeHead(content === undefined ? 404 : 200).end(content)
})
await new Promise<void>((resolve) => void web.listen(80, "127.0.0.1", resolve))

const solver: ChallengeSolver = {
  type: "http-01",
  present: async (tasks) => {
    for (const { challenge, keyAuthorization = "" } of tasks) {
      const { content, path } = http01Resource(challenge.token ?? "", keyAuthorization)
      files.set(path, content)
    }
  },
  cleanUp: async () => files.clear(),
}

const send = httpsTransport({ caCertificates: [readFileSync(certificateFile, "utf8")] })
const client = await AcmeClient.open(directory, { send, clock: new ImpatientClock() })
// Sooner than the test gives up.
const deadline = Date.now() + 20_000
const account = await createAccount(client, ecKey(), { contact: ["mailto:hostmaster@example.edu"] })
const found = await findAccount(client, account.key)
const csr = await csrFor(names)
const order = await createOrder(account, csr)
const shown = await authorizeOrder(account, order, { deadline, solver })
const { certificate } = await finalizeOrder(account, order.url, csr, { deadline })
const issued = await downloadCertificate(account, certificate, csr)
web.close()
process.stdout.write(
  JSON.stringify({
    ...{ sameAccount: found?.kid === account.kid, shown: shown.map(({ value }) => value).sort() },
    ...{ differences: issued.differences, certificates: issued.certificates.length, left: files.size },
  }),
)
