import { type Paint, plain } from "../../report/paint.js"
import type { Io } from "../io.js"

/** Colours on a terminal, unless NO_COLOR says no or FORCE_COLOR says yes anywhere. */
export function wantsColour({ env }: Pick<Io, "env">, stream: { readonly isTTY?: boolean }): boolean {
  const forced = env["FORCE_COLOR"]
  if (forced !== undefined && forced !== "") return forced !== "0"
  if ((env["NO_COLOR"] ?? "") !== "") return false
  return stream.isTTY === true && env["TERM"] !== "dumb"
}

/** What colours the texts for a stream. */
export async function paintFor(io: Pick<Io, "env">, stream: { readonly isTTY?: boolean }): Promise<Paint> {
  return wantsColour(io, stream) ? (await import("../../report/chalkPaint.js")).inColour : plain
}
