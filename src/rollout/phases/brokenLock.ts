import { type Reports, reported } from "../../remote/script.js"
import type { HostContext } from "../hostContext.js"

/** Says what became of a rollout whose lock was taken over; nothing where there was none. */
export async function noteBrokenLock({ sink, plan }: HostContext, reports: Reports): Promise<void> {
  const other = reported(reports, "broke")
  if (other === undefined) return
  const text =
    other === ""
      ? "took over a lock that names no rollout: nothing of it was looked for"
      : brokenText(other, reports)
  await sink.emit({ type: "warning", host: plan.host, text })
}

function brokenText(other: string, reports: Reports): string {
  const [removed, left, busy] = ["removed", "left", "busy"].map((key) => reports.get(key) ?? [])
  const parts = [
    `took over the lock of rollout ${other} (${reported(reports, "broke-holder") ?? ""})`,
    listed("removed, with its key", removed),
    ...(busy?.length === 0 ? [] : [`its ${busy?.join(", ")} still runs here, and may read what it staged`]),
    listed("left", left),
  ]
  return parts.filter((part) => part !== undefined).join("; ")
}

function listed(what: string, paths: readonly string[] = []): string | undefined {
  return paths.length === 0 ? undefined : `${what}: ${paths.join(", ")}`
}
