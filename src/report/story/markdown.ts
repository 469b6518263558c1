import type { HostResult } from "../../rollout/engine.js"
import type { HostStory, RunStory } from "../../rollout/record/story.js"
import { markdownCode, markdownCodeBlock, markdownText } from "../lint/markdownText.js"
import type { RolloutJson } from "../rolloutJson.js"
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

/** The same for wikis and tickets. */
export function storyMarkdown({ rollout, commonName, certificate, hosts, runs }: RolloutJson): string {
  const head = `# Certificate of ${markdownText(commonName)}\n\nRollout ${markdownText(rollout)}, SHA-256 ${markdownCode(certificate)}\n`
  return [head, ...runs.map(runMarkdown), ...hosts.flatMap((host) => byHand(host) ?? [])].join("\n")
}

function byHand({ host, commands, commandsAs = "root" }: HostResult): string | undefined {
  if (commands === undefined) return undefined
  return `## By hand on ${markdownText(host)}

As ${markdownText(commandsAs)}, to bring the old certificate back:

${markdownCodeBlock(commands)}
`
}

function runMarkdown(run: RunStory): string {
  const { kind, by, from, to, hosts, interruptions, decisions } = run
  const wrong = [
    ...hosts.flatMap((host) => troubles(host).map((text) => ({ for: host.host, text }))),
    ...hookTroubles(run),
  ].map((one) => `- ${markdownText(one.for)}: ${markdownText(one.text)}`)
  return [
    `## ${runWords[kind]} on ${momentText(from)}`,
    "",
    `By ${markdownText(by)}, ${durationText(from, to)}: **${endText(run)}**.`,
    ...interruptions.map((reason) => `\nInterrupted: ${markdownText(reason)}.`),
    ...decisions.map((reason) => `\nDecided: ${markdownText(reason)}.`),
    "",
    "| server | outcome | ports proven | took | longest |",
    "|---|---|---|---|---|",
    ...hosts.map(rowMarkdown),
    ...(wrong.length === 0 ? [] : ["", `${troublesTitle(run)}:`, "", ...wrong]),
    "",
  ].join("\n")
}

function rowMarkdown(host: HostStory): string {
  const cells = [host.host, host.outcome ?? "no end", portsText(host), hostDuration(host), slowest(host)]
  return `| ${cells.map(markdownText).join(" | ")} |`
}
