import { exitCodeSection } from "./exitCodes.js"
import type { Section } from "./section.js"

/** What each page is about, and where it is: help lists them without loading one. */
export const topics = {
  fleet: {
    about: "fleet.yaml: which names, servers, ports and farms there are, and where it is looked for",
    load: async (): Promise<readonly Section[]> => (await import("./topics/fleet.js")).sections,
  },
  networks: {
    about: "what must be reachable, from where ports are looked at, jump hosts, split DNS, load balancers",
    load: async (): Promise<readonly Section[]> => (await import("./topics/networks.js")).sections,
  },
  rollback: {
    about: "putting back what the servers had: during a rollout, after it, and days later",
    load: async (): Promise<readonly Section[]> => (await import("./topics/rollback.js")).sections,
  },
  renew: {
    about: "certificates that renew themselves: the CA, the timer, the stages, what needs a human",
    load: async (): Promise<readonly Section[]> => (await import("./topics/renew.js")).sections,
  },
  lint: {
    about: "lint in CI: settings, waivers, a baseline, reports for other tools",
    load: async (): Promise<readonly Section[]> => (await import("./topics/lint.js")).sections,
  },
  "exit-codes": {
    about: "what a command ends with, and what a script does about it",
    load: async (): Promise<readonly Section[]> => [
      exitCodeSection,
      ...(await import("./topics/exitCodes.js")).sections,
    ],
  },
} as const satisfies Readonly<Record<string, { readonly about: string; load(): Promise<readonly Section[]> }>>

export type TopicName = keyof typeof topics
export const topicNames = Object.keys(topics) as readonly TopicName[]

export function isTopic(word: string | undefined): word is TopicName {
  return word !== undefined && Object.hasOwn(topics, word)
}

/** A page as a terminal shows it. */
export async function topicText(name: TopicName): Promise<string> {
  const { about, load } = topics[name]
  const sections = (await load()).map(
    ({ title, text }) => `${title.toUpperCase()}\n\n${text.replace(/^\n/, "").trimEnd()}\n`,
  )
  return [`certfleet ${name}: ${about}\n`, ...sections].join("\n")
}

/** The lines of `certfleet --help`. */
export function topicHelp(): string {
  const width = Math.max(...topicNames.map((name) => name.length))
  const lines = topicNames.map((name) => `  ${name.padEnd(width)}  ${topics[name].about}`)
  return `\nTopics (certfleet help TOPIC):\n${lines.join("\n")}`
}
