import { type Part, parts } from "../phases/table.js"
import type { RolloutPlan } from "../plan.js"
import { certificateGroup, waveGroup } from "./inventory.js"
import { partFile } from "./roleTasks.js"
import type { Task } from "./taskKinds.js"
import type { YamlMap } from "./yamlText.js"

const role = "certfleet"

/** The plays: parts with a gate before each, the waves of a part one after the other, the way back, the verdict. */
export function plays({ hosts }: Pick<RolloutPlan, "hosts">): readonly YamlMap[] {
  const waves = [...new Set(hosts.map(({ wave }) => wave))].sort().map(waveGroup)
  return [
    play(parts[1].title, certificateGroup, [
      {
        name: "Name the rollout",
        "ansible.builtin.set_fact": {
          certfleet_rollout: "{{ now(utc=true, fmt='%Y%m%dT%H%M%SZ') }}-{{ '%06x' % (16777215 | random) }}",
          certfleet_all: "{{ ansible_play_hosts_all }}",
        },
        run_once: true,
      },
      walk(1),
    ]),
    play(parts[2].title, certificateGroup, [...enter(1), walk(2)]),
    ...waves.map((group, at) =>
      play(`${parts[3].title}: ${group}`, group, [...enter(2, waves.slice(0, at)), walk(3)]),
    ),
    // One play for all waves: one whose servers are all lost would not begin.
    play("put back", certificateGroup, [
      notInCheckMode,
      { name: "Try once more who was lost", "ansible.builtin.meta": "clear_host_errors" },
      gate(3),
      {
        name: "Leave out who has nothing to put back",
        "ansible.builtin.meta": "end_host",
        when: "certfleet_part | default(0) == 4 or certfleet_stage is not defined or not (certfleet_called_back or certfleet_failed is defined)",
      },
      ...waves.map((group) => ({
        name: `Put back ${group}`,
        "ansible.builtin.include_role": { name: role, tasks_from: "undo" },
        vars: { certfleet_wave: group },
        when: `inventory_hostname in groups['${group}']`,
      })),
    ]),
    play(`${parts[4].title}, and tell how it ended`, certificateGroup, [
      { ...gate(3), when: "not ansible_check_mode" },
      {
        name: "Clean up after who is proven",
        "ansible.builtin.include_role": { name: role, tasks_from: partFile(4) },
        when: "not ansible_check_mode and certfleet_part | default(0) == 3 and not certfleet_called_back",
      },
      fromRole("Tell how it ended", "verdict"),
    ]),
  ]
}

/** What the last play says; a server that was lost is in it, too. */
export const verdict: readonly Task[] = [
  {
    name: "Tell how each server ended",
    "ansible.builtin.debug": { msg: "{{ certfleet_result.splitlines() }}" },
    run_once: true,
  },
  {
    name: "Require that every server is done",
    "ansible.builtin.assert": {
      that: ["certfleet_not_done | length == 0"],
      fail_msg: "{{ certfleet_not_done | join(', ') }}: see above",
      quiet: true,
    },
    run_once: true,
  },
]

/** Looks how far all are, wherever they were lost; one answer for all. */
export const gateTasks: readonly Task[] = [
  {
    name: "Look how far all servers are",
    "ansible.builtin.set_fact": { certfleet_called_back: "{{ certfleet_calls_back | bool }}" },
    run_once: true,
  },
]

const notInCheckMode: Task = {
  name: "Go no further in check mode",
  "ansible.builtin.meta": "end_play",
  when: "ansible_check_mode",
}

/** The gate before a part: all have passed the part before, those of earlier waves this one; or nobody goes on. */
function enter(due: Part, earlier: readonly string[] = []): readonly Task[] {
  return [
    notInCheckMode,
    gate(due, earlier),
    {
      name: "Leave out who does not go on",
      "ansible.builtin.meta": "end_host",
      when: `certfleet_called_back or certfleet_part | default(0) != ${due}`,
    },
  ]
}

function gate(due: Part, earlier: readonly string[] = []): Task {
  return {
    ...fromRole("Gate", "gate"),
    vars: { certfleet_due: due, certfleet_earlier: earlier },
  }
}

function walk(part: Part): Task {
  return fromRole(`Walk through: ${parts[part].title}`, partFile(part))
}

function fromRole(name: string, file: string): Task {
  return { name, "ansible.builtin.import_role": { name: role, tasks_from: file } }
}

function play(title: string, hosts: string, tasks: readonly Task[]): YamlMap {
  return {
    name: `${title.slice(0, 1).toUpperCase()}${title.slice(1)}`,
    hosts,
    gather_facts: false,
    // Who goes on together, and whose ports are looked at together.
    vars: { certfleet_wave: hosts },
    tasks,
  }
}
