import { ToolError } from "../../errors.js"
import type { Fleet, Server } from "../../fleet/types.js"
import type { Secret } from "../../secret.js"
import { zimbraCommands } from "../../zimbra/commands.js"
import { stagedNames } from "../../zimbra/files.js"
import { byHand } from "../manual.js"
import { wantedOf } from "../phases/fileState.js"
import type { HostPlan, RolloutPlan } from "../plan.js"
import { expressions } from "./expressions.js"
import { headerOf } from "./header.js"
import { type AnsibleInventory, ansibleInventory, certificateGroup, withoutJinja } from "./inventory.js"
import { ldapTasks, phaseTasks } from "./phaseTasks.js"
import { gateTasks, plays, verdict } from "./plays.js"
import { roleTasks } from "./roleTasks.js"
import { ScriptFiles } from "./scriptFiles.js"
import { TaskKinds } from "./taskKinds.js"
import { type VaultOptions, vaultText } from "./vault.js"
import { oneLine, type Yaml, type YamlMap, yamlText } from "./yamlText.js"

export interface ExportedFile {
  /** Relative to the folder. */
  readonly path: string
  readonly content: string
  readonly mode: number
}

export interface AnsibleInputs {
  readonly fleet: Fleet
  /** Absolute. */
  readonly fleetFile: string
  /** The same as seen from the folder that is written. */
  readonly fleetFromFolder: string
  readonly vaultPassword: Secret
  readonly vault: VaultOptions
  /** Of certfleet. */
  readonly version: string
}

/**
 * A plan as an Ansible playbook with its role, inventory and variables. Its tasks run the very commands that a rollout runs, in the
 * order of the table of phases; only the key is sealed.
 *
 * @throws ToolError `usage` for what a playbook cannot do: canaries, `rolling`; `config` for paths that Ansible would evaluate
 */
export function exportAnsible(plan: RolloutPlan, inputs: AnsibleInputs): readonly ExportedFile[] {
  const [first] = plan.hosts
  if (first === undefined) throw new RangeError("a plan has a host")
  refuse(plan)
  const { payload } = plan
  const { installation } = first
  const commands = zimbraCommands(installation, "{{ certfleet_rollout }}")
  const scripts = new ScriptFiles()
  const kinds = new TaskKinds(scripts, plan.settings.stepTimeoutMs)
  const own = { commands, kinds, settings: plan.settings }
  const tasks = { ...roleTasks(phaseTasks(own)), ldap: ldapTasks(own), gate: gateTasks, verdict }
  const restarts = restartsOf(plan, kinds, commands)
  const wanted = wantedOf(payload)
  const judged = expressions(installation, wanted)
  const role = (path: string, value: Yaml, about: string): ExportedFile =>
    plain(`roles/certfleet/${path}`, yamlText(value, [about]))
  return [
    plain("rollout.yml", yamlText(plays(plan), headerOf(inputs.fleet, plan, inputs.version))),
    plain("inventory.yml", yamlText(inventoryOf(plan, inputs), ["The servers that get the certificate."])),
    plain(`group_vars/${certificateGroup}.yml`, yamlText(settingsOf(plan, inputs), settingsComment)),
    plain("ansible.cfg", configOf(plan)),
    plain("README.md", readme(plan, inputs)),
    ...Object.entries(tasks).map(([name, list]) =>
      role(`tasks/${name}.yml`, list, `certfleet: ${name.replaceAll("_", " ")}.`),
    ),
    role(
      "vars/main.yml",
      { ...judged, ...restarts, ...scripts.variables },
      "What the tasks run and how they judge.",
    ),
    role("meta/main.yml", meta, "No role of Galaxy's: it belongs to the playbook beside it."),
    ...[...scripts.files].map(([name, text]) => plain(`roles/certfleet/files/${name}`, text)),
    plain(
      `roles/certfleet/files/${stagedNames.certificate}`,
      Buffer.from(payload.certificate).toString("utf8"),
    ),
    plain(`roles/certfleet/files/${stagedNames.chain}`, Buffer.from(payload.chain).toString("utf8")),
    {
      path: `roles/certfleet/files/${stagedNames.key}`,
      content: vaultText(payload.key, inputs.vaultPassword, inputs.vault),
      mode: 0o600,
    },
  ]
}

function refuse({ settings }: RolloutPlan): void {
  const what = settings.rolling ? "--rolling" : settings.canaries.length > 0 ? "--canary" : undefined
  if (what === undefined) return
  throw new ToolError("usage", `${what} cannot be carried over into a playbook`, {
    hint:
      what === "--canary"
        ? "run the playbook with --limit first"
        : "a playbook waits for no load balancer: certfleet rollout --rolling does",
  })
}

function plain(path: string, content: string): ExportedFile {
  return { path, content, mode: 0o644 }
}

/** By name: what each restart runs, and what it runs on the way back. */
function restartsOf(
  plan: RolloutPlan,
  kinds: TaskKinds,
  commands: ReturnType<typeof zimbraCommands>,
): YamlMap {
  const all = new Map(
    plan.hosts.flatMap(({ activations }) => activations.map((one) => [one.name, one] as const)),
  )
  const argvs = (prefix: string): YamlMap =>
    Object.fromEntries(
      [...all].map(([name, activation]) => [
        name,
        kinds.restartArgv(commands.activate({ ...activation, name: `${prefix}${name}` }, 1)),
      ]),
    )
  return { certfleet_restarts: argvs(""), certfleet_restarts_back: argvs("undo-") }
}

function inventoryOf(plan: RolloutPlan, { fleet, fleetFile }: AnsibleInputs): Yaml {
  const planned = new Map(plan.hosts.map((host) => [host.host, host]))
  const target = ({ host }: Server) => planned.get(host)?.target ?? { user: fleet.ssh.user, port: 22 }
  const servers = fleet.servers.filter(({ host }) => planned.has(host))
  const { hosts, groups } = ansibleInventory(fleet, { target, fleetFile, servers })
  return {
    all: {
      hosts: Object.fromEntries(
        Object.entries(hosts).map(([name, own]) => [
          name,
          { ...own, ...planVariables(planned.get(name), plan) },
        ]),
      ),
      children: Object.fromEntries(Object.entries(groups).map(([name, group]) => [name, groupYaml(group)])),
    },
  }
}

function groupYaml({ hosts, children }: AnsibleInventory["groups"][string]): YamlMap {
  const members = (names: readonly string[]): YamlMap => Object.fromEntries(names.map((name) => [name, {}]))
  return hosts === undefined ? { children: members(children ?? []) } : { hosts: members(hosts) }
}

function planVariables(host: HostPlan | undefined, { settings }: RolloutPlan): YamlMap {
  if (host === undefined) return {}
  const { localOnly } = settings
  const manual = byHand(host, { rollout: "{{ certfleet_rollout }}", localOnly, certmgr: "owner" })
  return {
    certfleet_activations: host.activations.map(({ name }) => name),
    ...(host.ldapMaster && !localOnly ? { certfleet_keeps_ldap_copy: true } : {}),
    certfleet_by_hand: manual.commands,
  }
}

const settingsComment = ["What may be changed here, or with -e; all else follows from fleet.yaml."]

function settingsOf({ hosts, settings }: RolloutPlan, { fleet, fleetFromFolder }: AnsibleInputs): YamlMap {
  const { user } = fleet.zimbra
  return {
    certfleet_command: ["certfleet"],
    certfleet_fleet: `{{ playbook_dir }}/${withoutJinja(fleetFromFolder)}`,
    certfleet_max_failures: settings.maxFailures,
    certfleet_allow_down: settings.allowDown,
    certfleet_break_lock: "",
    certfleet_holder:
      "ansible-playbook of {{ lookup('ansible.builtin.env', 'USER') | default('somebody', true) }}",
    certfleet_user: user,
    ...(hosts.every(({ target }) => target.user === user)
      ? {}
      : { ansible_become: true, ansible_become_user: user }),
    ansible_pipelining: true,
    ansible_remote_tmp: "/tmp",
    ansible_ssh_retries: 3,
    ansible_ssh_timeout: settings.connectTimeoutMs / 1000,
  }
}

function configOf({ settings }: RolloutPlan): string {
  return `[defaults]
inventory = inventory.yml
roles_path = roles
forks = ${settings.parallel}

[ssh_connection]
pipelining = True
`
}

function readme({ payload, hosts }: RolloutPlan, { version }: AnsibleInputs): string {
  return `Rolls the certificate of ${oneLine(payload.commonName)} (SHA-256 ${payload.fingerprint}) out to ${hosts.length} servers, with ansible-core 2.14 or later; written by certfleet ${version}.
In this folder: \`ansible-playbook rollout.yml --ask-vault-pass --check\` looks whether it would go well, the same without \`--check\` does it; \`group_vars/${certificateGroup}.yml\` says where certfleet and fleet.yaml are.
What a playbook cannot do that \`certfleet rollout\` does is at the top of \`rollout.yml\`; the key is \`roles/certfleet/files/${stagedNames.key}\`, sealed by ansible-vault.
`
}

const meta: Yaml = {
  galaxy_info: {
    role_name: "certfleet",
    author: "certfleet",
    description: "Rolls out one certificate to a Zimbra fleet",
    license: "MIT",
    min_ansible_version: "2.14",
    platforms: [
      { name: "EL", versions: ["all"] },
      { name: "Ubuntu", versions: ["all"] },
    ],
  },
  dependencies: [],
}
