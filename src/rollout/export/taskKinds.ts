import type { RemoteCommand } from "../../remote/session.js"
import type { DetachedCommand } from "../../zimbra/detached.js"
import { successesInARow } from "../phases/prover.js"
import { type Phase, phases } from "../phases/table.js"
import type { ScriptFiles } from "./scriptFiles.js"
import type { YamlMap } from "./yamlText.js"

export type Task = YamlMap

export interface RemoteTask {
  readonly name: string
  readonly register: string
  /** An expression, or false where what it came to is judged later. */
  readonly failedWhen: string | false
  /** Only looks, also in check mode. */
  readonly looks?: true
  readonly stdin?: string
}

/** One wait for a detached step, milliseconds; then it is asked again. */
const waitMs = 20_000

/** How many times something is asked again, a second between, so that it has as long as a rollout would give it. */
function retriesFor(limitMs: number, onceMs: number): number {
  return Math.max(1, Math.ceil(limitMs / onceMs))
}

/** Makes tasks of commands; `changed` as the table of phases has it. */
export class TaskKinds {
  readonly #scripts: ScriptFiles
  readonly #stepTimeoutMs: number

  constructor(scripts: ScriptFiles, stepTimeoutMs: number) {
    this.#scripts = scripts
    this.#stepTimeoutMs = stepTimeoutMs
  }

  remote(phase: Phase, command: Pick<RemoteCommand, "argv">, task: RemoteTask): Task {
    return {
      name: task.name,
      "ansible.builtin.command": {
        argv: this.#scripts.argv(command.argv),
        ...(task.stdin === undefined ? {} : { stdin: task.stdin }),
      },
      register: task.register,
      ...(task.looks === true ? { check_mode: false } : {}),
      changed_when: task.looks !== true && phases[phase].changes !== "nothing",
      failed_when: task.failedWhen,
    }
  }

  /** Starts a step that outlives the connection, and waits for it; its status is not believed. */
  detached(phase: Phase, command: DetachedCommand, task: Omit<RemoteTask, "failedWhen">): Task {
    const failedWhen = `not ${task.register}.stdout is search('^@(status|gone) ', multiline=true)`
    return {
      ...this.remote(phase, command.wait(waitMs), { ...task, failedWhen }),
      ...this.#untilEnded(task.register),
    }
  }

  /** The same for each of a host's restarts: the argv of each is in a variable, by its name. */
  restarts(phase: Phase, byName: string, register: string): Task {
    return {
      name: "Reload or restart what takes up the certificate",
      "ansible.builtin.command": { argv: `{{ ${byName}[item] }}` },
      loop: "{{ certfleet_activations }}",
      register,
      changed_when: phases[phase].changes !== "nothing",
      failed_when: `not ${register}.stdout is search('^@(status|gone) ', multiline=true)`,
      ...this.#untilEnded(register),
    }
  }

  restartArgv(command: DetachedCommand): string[] {
    return this.#scripts.argv(command.wait(waitMs).argv)
  }

  #untilEnded(register: string): YamlMap {
    return {
      until: `not ${register}.stdout is search('^@running ', multiline=true)`,
      retries: retriesFor(this.#stepTimeoutMs, waitMs),
      delay: 1,
    }
  }
}

/** What certfleet on the controller sees of the ports of all who are still in the play. */
export function look(register: string, more: YamlMap = {}): Task {
  return {
    name: "Look at the ports of all servers from here",
    "ansible.builtin.command": {
      argv: "{{ certfleet_command + ['probe', '--fleet', certfleet_fleet, '--json', '--limit', certfleet_looked_at | join(',')] }}",
    },
    delegate_to: "localhost",
    become: false,
    run_once: true,
    register,
    check_mode: false,
    changed_when: false,
    failed_when: false,
    ...more,
  }
}

/** Looks until all is well or the time is over, then so often that it was so many times in a row; judged by a variable. */
export function proof(until: string, wrong: string, timeoutMs: number): Task[] {
  return [
    look("certfleet_ports", {
      until,
      retries: retriesFor(timeoutMs, 1_000),
      delay: 1,
      // Who is not well is told by the assertion.
      ignore_errors: true,
    }),
    look("certfleet_ports_again", { loop: Array.from({ length: successesInARow - 1 }, (_, at) => at + 2) }),
    {
      name: "Require that every port is as it must be",
      "ansible.builtin.assert": {
        that: [`${wrong} == ''`],
        fail_msg: `{{ ${wrong}.split('; ') | unique | select | join('; ') }}`,
        quiet: true,
      },
    },
  ]
}
