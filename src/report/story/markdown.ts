import type { HostStory, RolloutStory, RunStory } from "../../rollout/record/story.js"
import { markdownCode, markdownText } from "../lint/markdownText.js"
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
export function storyMarkdown({ id, commonName, certificate, runs }: RolloutStory): string {
  const head = `# Certificate of ${markdownText(commonName)}\n\nRollout ${markdownText(id)}, SHA-256 ${markdownCode(certificate)}\n`
  return [head, ...runs.map(runMarkdown)].join("\n")
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
