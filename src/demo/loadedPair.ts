import type { LoadedPair, Machine } from "./host.js"

/** A store holds the key beside the certificates; a certificate has its key in the file beside it. */
export function pairOf({ files, home }: Machine, loads: string): LoadedPair {
  const texts = [`${home}/${loads}`, `${home}/${loads.replace(/\.crt$/, ".key")}`].map(
    (path) => files.text(path) ?? "",
  )
  const blocks = texts.join("\n").match(/-----BEGIN ([A-Z ]+)-----[^-]*-----END \1-----/g) ?? []
  const key = blocks.find((block) => block.includes("PRIVATE KEY")) ?? ""
  const [cert = "", ...chain] = [...new Set(blocks.filter((block) => block.includes("CERTIFICATE")))]
  return { key, cert, chain: chain.join("\n") }
}
