import type { Way } from "../probe/vantage.js"
import type { PortProof } from "../rollout/record/events.js"

/** Short enough for a table. */
export const wayWords: Readonly<Record<Way, string>> = {
  direct: "here",
  ssh: "SSH",
  openssl: "openssl there",
}

/** From where ports were proven, and to which address: `here, 192.0.2.11`, or with counts where they differ. */
export function vantagesText(proofs: readonly PortProof[] = []): string {
  const counts = new Map<string, number>()
  for (const { from, address = "?" } of proofs) {
    if (from === undefined) continue
    const text = `${wayWords[from]}, ${address}`
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  if (counts.size === 0) return "-"
  return [...counts].map(([text, count]) => (counts.size === 1 ? text : `${count} ${text}`)).join("; ")
}
