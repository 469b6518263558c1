import type { ZimbraCommands } from "../../zimbra/commands.js"
import type { Phase } from "../phases/table.js"
import type { RolloutSettings } from "../plan.js"
import { look, proof, type Task, type TaskKinds } from "./taskKinds.js"

/** Where the staged files are, once a server has told. */
const staging = "{{ certfleet_staging }}"

/** Only the LDAP master's pair is stored in LDAP. */
export const onlyLdapMaster = "certfleet_keeps_ldap_copy | default(false)"

const served = (register: string): string =>
  `(${register}.stdout | default('{"endpoints": []}', true) | from_json).endpoints`

/** What of a phase's tasks depends on the plan. */
export interface TaskInputs {
  readonly commands: ZimbraCommands
  readonly kinds: TaskKinds
  readonly settings: Pick<RolloutSettings, "localOnly" | "keepBackups" | "probeTimeoutMs" | "restart">
}

/** The tasks of each phase; a phase that a playbook does not walk through has none. */
export function phaseTasks(inputs: TaskInputs): Readonly<Record<Phase, readonly Task[]>> {
  const { commands, kinds, settings } = inputs
  const { localOnly, probeTimeoutMs } = settings
  // Where nothing is restarted nothing can be proven.
  const ifRestarted = (...tasks: readonly Task[]): readonly Task[] =>
    settings.restart === "none" ? [] : tasks
  const deploy = commands.deploy(staging, { localOnly, attempt: 1 })
  return {
    // Whoever has the first task connects.
    connect: [],
    preflight: preflight(inputs),
    stage: [
      {
        ...kinds.remote(
          "stage",
          commands.stageLines("{{ certfleet_holder }}", "{{ certfleet_break_lock }}"),
          {
            name: "Bring key, certificate and chain to a folder of Zimbra's own",
            register: "certfleet_stage",
            failedWhen: "certfleet_wanted_staged | difference(certfleet_stage.stdout_lines) | length > 0",
            stdin: "{{ certfleet_files | map('b64encode') | join('\n') }}",
          },
        ),
        diff: false,
        no_log: true,
      },
    ],
    verify: [
      kinds.remote("verify", commands.verify(staging), {
        name: "Let Zimbra verify key, certificate and chain",
        register: "certfleet_verified",
        failedWhen:
          "certfleet_verified.rc != 0 or 'ERROR' in certfleet_verified.stdout or not certfleet_verified.stdout is search(': OK *$', multiline=true)",
      }),
    ],
    backup: [
      kinds.remote("backup", commands.backup(false), {
        name: "Back up what a deploy writes",
        register: "certfleet_backup",
        failedWhen: "certfleet_backup.rc != 0 or '@sha256 ' not in certfleet_backup.stdout",
      }),
      kinds.remote("backup", commands.inspect(), {
        name: "Require that no file was changed since it was first looked at",
        register: "certfleet_after",
        looks: true,
        failedWhen: "certfleet_after.stdout_lines != certfleet_before.stdout_lines",
      }),
    ],
    deploy: [
      kinds.remote("deploy", commands.installKey(staging), {
        name: "Put the key in place",
        register: "certfleet_key",
        failedWhen: "'@key ' ~ certfleet_key_hash not in certfleet_key.stdout_lines",
      }),
      kinds.detached("deploy", deploy, {
        name: "Deploy certificate and chain",
        register: "certfleet_deployed",
      }),
      kinds.remote("deploy", commands.inspect(), {
        name: "Require that every deployed file is the new one",
        register: "certfleet_after",
        looks: true,
        failedWhen: "'@done 1' not in certfleet_after.stdout_lines or certfleet_left_old | length > 0",
      }),
    ],
    activate: ifRestarted(kinds.restarts("activate", "certfleet_restarts", "certfleet_restarted")),
    prove: ifRestarted(
      ...proof(
        `${served("certfleet_ports")} | rejectattr('alias', 'defined') | map(attribute='fingerprint', default='') | unique | list == [certfleet_fingerprint]`,
        "certfleet_unproven",
        probeTimeoutMs,
      ),
    ),
    finish: cleanUp(inputs, "finish"),
    abandon: [
      kinds.remote("abandon", commands.abandon(), {
        name: "Clear away what was staged",
        register: "certfleet_abandoned",
        failedWhen: "'@abandoned 1' not in certfleet_abandoned.stdout_lines",
      }),
    ],
    // What is taken back days later needs a journal.
    letGo: [],
    review: [],
    hold: [],
    restore: [
      kinds.remote("restore", deploy.stop(), {
        name: "Stop a deploy that still runs",
        register: "certfleet_stopped",
        looks: true,
        failedWhen: "'@stopped 1' not in certfleet_stopped.stdout_lines",
      }),
      {
        ...kinds.detached("restore", commands.restore(1), {
          name: "Put the backup back",
          register: "certfleet_restored",
        }),
        failed_when: "'| @restored ' not in certfleet_restored.stdout",
      },
      kinds.remote("restore", commands.inspect(), {
        name: "Require that every file is the old one again",
        register: "certfleet_after",
        looks: true,
        failedWhen: "certfleet_after.stdout_lines != certfleet_before.stdout_lines",
      }),
    ],
    reactivate: ifRestarted({
      ...kinds.restarts("reactivate", "certfleet_restarts_back", "certfleet_restarted"),
      // Even one that hangs decides nothing: the ports have the last word.
      ignore_errors: true,
    }),
    reprove: proof(
      `${served("certfleet_ports")} | map(attribute='fingerprint', default='') | list == certfleet_old_ports`,
      "certfleet_not_back",
      probeTimeoutMs,
    ),
    release: cleanUp(inputs, "release"),
  }
}

function preflight({ commands, kinds }: TaskInputs): readonly Task[] {
  return [
    kinds.remote("preflight", commands.preflight(), {
      name: "Look at what a deploy and its undo depend on",
      register: "certfleet_facts",
      looks: true,
      failedWhen: false,
    }),
    kinds.remote("preflight", commands.inspect(), {
      name: "Look at the deployed files",
      register: "certfleet_before",
      looks: true,
      failedWhen: false,
    }),
    {
      ...kinds.remote("preflight", commands.ldapCopy(), {
        name: "Look at what LDAP holds",
        register: "certfleet_ldap_before",
        looks: true,
        failedWhen: false,
      }),
      when: onlyLdapMaster,
    },
    look("certfleet_ports_before"),
    {
      name: "Require that nothing is in the way",
      "ansible.builtin.assert": {
        that: ["certfleet_obstacles | length == 0"],
        fail_msg: "{{ certfleet_obstacles | join('; ') }}",
        quiet: true,
      },
    },
    {
      name: "Leave alone who has and serves the certificate already",
      "ansible.builtin.set_fact": { certfleet_part: 4, certfleet_outcome: "unchanged" },
      when: "certfleet_is_new",
    },
    {
      name: "End here for who stays unchanged",
      "ansible.builtin.meta": "end_host",
      when: "certfleet_part | default(0) == 4",
    },
    {
      name: "Say who would be changed",
      "ansible.builtin.set_fact": { certfleet_part: 0, certfleet_outcome: "would be changed" },
      changed_when: true,
      when: "ansible_check_mode",
    },
    {
      name: "End here in check mode",
      "ansible.builtin.meta": "end_host",
      when: "ansible_check_mode",
    },
  ]
}

function cleanUp({ commands, kinds, settings }: TaskInputs, phase: "finish" | "release"): readonly Task[] {
  return [
    kinds.remote(phase, commands.finish(settings.keepBackups), {
      name: "Remove what was staged, old backups and the lock",
      register: "certfleet_finished",
      failedWhen: "'@finished 1' not in certfleet_finished.stdout_lines",
    }),
  ]
}

/** Brings LDAP's copy in step with the files, where it is not, and looks again: the status of savecrt proves nothing. */
export function ldapTasks({ commands, kinds }: TaskInputs): readonly Task[] {
  const lookAgain = (name: string, failedWhen: string | false): Task =>
    kinds.remote("finish", commands.ldapCopy(), {
      ...{ name, failedWhen, register: "certfleet_ldap_after" },
      looks: true,
    })
  return [
    lookAgain("Look at what LDAP holds", false),
    {
      ...kinds.detached("deploy", commands.saveToLdap("savecrt-{{ certfleet_step }}", 1), {
        name: "Offer LDAP the pair of the files",
        register: "certfleet_saved",
      }),
      when: "not certfleet_ldap_is_in_step",
    },
    lookAgain("Require that LDAP holds the pair of the files", "not certfleet_ldap_is_fine"),
  ]
}
