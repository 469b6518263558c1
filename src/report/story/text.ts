import type { RunStory } from "../../rollout/record/story.js"
import { printable } from "../printable.js"
import type { RolloutJson } from "../rolloutJson.js"
import { manualText } from "../rolloutTable.js"
import { tableText } from "../table.js"
import {
  durationText,
  endText,
  hookTroubles,
  hostDuration,
  momentText,
  portsText,
  runWords,
  slowest,
  troubles,
  troublesTitle,
} from "./words.js"

/** What happened in a rollout, for people who were not there, and what is left for them to do by hand. */
export function storyText({ rollout, commonName, certificate, hosts, runs }: RolloutJson): string {
  const head = `Certificate of ${printable(commonName)}, SHA-256 ${printable(certificate)}\nRollout ${printable(rollout)}\n`
  return [head, ...runs.map(runText)].join("\n") + hosts.map(manualText).join("")
}

function runText(run: RunStory): string {
  const { kind, by, from, to, hosts, interruptions, decisions } = run
  const lines = [
    `${runWords[kind]} by ${printable(by)} on ${momentText(from)}, ${durationText(from, to)}: ${endText(run)}.`,
    ...interruptions.map((reason) => `Interrupted: ${printable(reason)}.`),
    ...decisions.map((reason) => `Decided: ${printable(reason)}.`),
  ]
  const table = tableText(
    [
      { title: "server" },
      { title: "outcome" },
      { title: "ports proven" },
      { title: "took", align: "right" },
      { title: "longest" },
    ],
    hosts
      .map((host) => [
        host.host,
        host.outcome ?? "no end",
        portsText(host),
        hostDuration(host),
        slowest(host),
      ])
      .map((cells) => cells.map(printable)),
  )
  const wrong = [
    ...hosts.flatMap((host) => troubles(host).map((text) => `${printable(host.host)}: ${printable(text)}\n`)),
    ...hookTroubles(run).map((hook) => `${printable(hook.for)}: ${printable(hook.text)}\n`),
  ]
  return `${lines.join("\n")}\n\n${table}${wrong.length === 0 ? "" : `\n${troublesTitle(run)}:\n${wrong.join("")}`}`
}
