import { outcomeMoods } from "../moods.js"
import type { RolloutJson } from "../rolloutJson.js"
import { durationText } from "../story/words.js"
import { pageText } from "./document.js"
import { html } from "./html.js"
import { ganttOf } from "./parts/gantt.js"
import { outcomesOf } from "./parts/outcomes.js"
import { type Tile, tilesOf } from "./parts/tiles.js"
import { shortPrint } from "./words.js"

/** What `rollout --html` writes: every figure in it is one of `rollout --json`. */
export function rolloutPage(json: RolloutJson, version: string): string {
  const { commonName, rollout, certificate, runs } = json
  const lead = html`${tilesOf(tilesIn(json))}
<p class="note">Rollout <code>${rollout}</code> of certificate <code title="${certificate}">${shortPrint(certificate)}</code></p>`
  return pageText(
    {
      ...{ title: commonName, version },
      command: runs.at(-1)?.kind === "rollback" ? "certfleet rollback" : "certfleet rollout",
      at: new Date(runs.at(-1)?.from ?? 0).toISOString(),
    },
    lead,
    [
      { id: "servers", title: "Servers", body: outcomesOf(json) },
      { id: "rollout", title: "Course of the rollout", body: runs.map(ganttOf) },
    ],
  )
}

function tilesIn({ hosts, exitCode, runs }: RolloutJson): Tile[] {
  const counts = new Map<string, number>()
  for (const { outcome = "cut off" } of hosts) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  return [
    ...[...counts].map(([word, count]) => ({
      label: word,
      figure: `${count} of ${hosts.length}`,
      mood: isOutcome(word) ? outcomeMoods[word] : ("bad" as const),
    })),
    { label: runs.length > 1 ? "last run" : "time", figure: lengthOf(runs.at(-1)) },
    ...(exitCode === undefined
      ? []
      : [
          {
            label: "exit code",
            figure: String(exitCode),
            mood: exitCode === 0 ? ("good" as const) : ("bad" as const),
          },
        ]),
  ]
}

function lengthOf(run: RolloutJson["runs"][number] | undefined): string {
  return run === undefined ? "–" : durationText(run.from, run.to)
}

function isOutcome(word: string): word is keyof typeof outcomeMoods {
  return Object.hasOwn(outcomeMoods, word)
}
