import { type Outcome, type Part, type Phase, parts, phaseNames, phases, wayBack } from "../phases/table.js"
import { onlyLdapMaster } from "./phaseTasks.js"
import type { Task } from "./taskKinds.js"

/** The tasks of a part of the way forward, and of the way back, which walk through the phases' own. */
export type RoleFiles = Readonly<Record<string, readonly Task[]>>

const why =
  "{{ (certfleet_failed ~ '; then ' if certfleet_failed is defined else '') ~ ansible_failed_task.name ~ ': ' ~ certfleet_why }}"

const fact = (name: string, facts: Task, when?: string): Task => ({
  name,
  "ansible.builtin.set_fact": facts,
  ...(when === undefined ? {} : { when }),
})

export function partFile(part: Part): string {
  return parts[part].title.replaceAll(" ", "_")
}

/** How far all must be before a part begins; who is further has nothing to do there. */
export function roleTasks(tasks: Readonly<Record<Phase, readonly Task[]>>): RoleFiles {
  const walked = phaseNames.filter((phase) => tasks[phase].length > 0)
  const forward = walked.filter((phase) => phases[phase].direction === "forward")
  const inPart = (part: Part): readonly Phase[] => forward.filter((phase) => phases[phase].part === part)
  const own = Object.fromEntries(walked.map((phase) => [phase, tasks[phase]]))
  const three = ([1, 2, 3] as const).map(
    (part) => [partFile(part), [takeThrough(part, inPart(part))]] as const,
  )
  return {
    ...own,
    ...Object.fromEntries(three),
    [partFile(4)]: last(inPart(4)),
    ...undo(walked.filter((phase) => phases[phase].direction === "undo")),
  }
}

function walk(phase: Phase, when?: string): Task {
  return {
    name: `Phase ${phase}`,
    "ansible.builtin.import_tasks": `${phase}.yml`,
    ...(when === undefined ? {} : { when }),
  }
}

/** Turning back is decided for all at the next gate; here it is only noted. */
function takeThrough(part: Part, own: readonly Phase[]): Task {
  const changes = own.map((phase) => phases[phase].changes).find((what) => what !== "nothing")
  return {
    name: capital(parts[part].title),
    block: [
      ...(changes === undefined
        ? []
        : [fact("Note what an undo must put back", { certfleet_changed: changes })]),
      ...own.map((phase) => walk(phase)),
      fact("Note how far it came", { certfleet_part: part }),
    ],
    rescue: [
      fact("Note why it goes no further", {
        certfleet_failed: why,
        // Whatever was staged is cleared away later.
        ...(part === 1 ? { certfleet_outcome: phases.abandon.ends ?? "aborted" } : {}),
      }),
    ],
  }
}

/** All is proven by then: what fails now takes nothing back. */
function last(own: readonly Phase[]): readonly Task[] {
  return own.map((phase) => ending(phase, [inStep("late")]))
}

/** A phase after which a server has come to its end, whether its tasks succeed or not. */
function ending(phase: Phase, more: readonly Task[] = []): Task {
  return {
    name: "Clean up",
    block: [walk(phase), ...more],
    rescue: [fact("Note what was not cleaned up", { certfleet_note: why })],
    always: [fact("Note how it ended", { certfleet_outcome: phases[phase].ends ?? "stuck" })],
  }
}

/** Nothing of ours stays where nothing was changed; elsewhere the old state comes back, in a file of its own. */
function undo(own: readonly Phase[]): RoleFiles {
  const isEnd = (phase: Phase): boolean => phases[phase].ends !== undefined
  const clear = wayBack.nothing
  const end = own.find((phase) => phases[phase].ends === "rolled-back") ?? clear
  const back = own.filter((phase) => !isEnd(phase))
  const changed = "certfleet_changed is defined"
  return {
    undo: [
      {
        name: "Undo",
        block: [
          {
            name: "Put back what was changed",
            "ansible.builtin.include_tasks": "put_back.yml",
            when: changed,
          },
          {
            name: "Clear away what is ours where nothing was changed",
            "ansible.builtin.include_tasks": "clear.yml",
            when: `not ${changed}`,
          },
        ],
        rescue: [
          fact("Note that a human is needed", { certfleet_failed: why, certfleet_outcome: failureOf(back) }),
        ],
      },
    ],
    clear: [ending(clear)],
    put_back: [
      {
        name: "Leave it as it is while LDAP is stuck, as nothing starts without",
        "ansible.builtin.assert": {
          that: ["certfleet_changed != 'services' or not certfleet_ldap_is_stuck"],
          fail_msg: "LDAP is stuck",
          quiet: true,
        },
      },
      ...back.map((phase) => {
        const { onlyAfter } = phases[phase]
        return walk(phase, onlyAfter === undefined ? undefined : `certfleet_changed == '${onlyAfter}'`)
      }),
      inStep("back"),
      ending(end),
    ],
  }
}

function inStep(step: string): Task {
  return {
    name: "Bring LDAP in step with the files",
    "ansible.builtin.include_tasks": "ldap.yml",
    vars: { certfleet_step: step },
    when: onlyLdapMaster,
  }
}

function failureOf(own: readonly Phase[]): Outcome {
  const [failure = "stuck"] = own.map((phase) => phases[phase].failure)
  return failure === "turn-back" ? "stuck" : failure
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}
