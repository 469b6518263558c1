import { keyStores, stagedNames } from "../../zimbra/files.js"
import { ownerSinceVersion } from "../../zimbra/version.js"
import { completeDeploy, type Wanted } from "../phases/fileState.js"
import { neededKib } from "../phases/prepare.js"
import type { Outcome } from "../phases/table.js"
import type { HostPlan } from "../plan.js"

/** `prefix` lines of a script's reports, without what they begin with. */
const reported = (register: string, key: string): string =>
  `${register}.stdout_lines | select('match', '@${key} ') | map('regex_replace', '^@${key} ', '')`

/** What a server may end in; the last one in check mode alone. */
const good = ["done", "unchanged", "would be changed"] as const satisfies readonly (
  | Outcome
  | "would be changed"
)[]

const expression = (text: string): string => `{{ ${text} }}`

/** The answers of a look at ports, as the list of endpoints that certfleet probe --json prints. */
const endpointsOf = (register: string): string =>
  `(${register}.stdout | default('{"endpoints": []}', true) | from_json).endpoints`

const ownOf = (register: string): string =>
  `${endpointsOf(register)} | selectattr('host', 'equalto', inventory_hostname) | rejectattr('alias', 'defined')`

/** Escaped for a regular expression in a Jinja string. */
const literal = (text: string): string => text.replace(/[.+*?^$()[\]{}|]/g, "[$&]")

/**
 * The role's variables that judge: Jinja in place of fileState.ts, halfDone.ts, otherNames.ts and ldapCopy.ts. They are
 * evaluated where they are used, each time anew.
 */
export function expressions(
  { user }: HostPlan["installation"],
  wanted: Wanted,
): Readonly<Record<string, string | readonly string[]>> {
  const complete = completeDeploy(wanted)
  const hashes = [...complete.hashes].map(([path, hash]) => `@file ${hash}  ${path}`)
  return {
    certfleet_fingerprint: wanted.leaf,
    certfleet_key_hash: wanted.key,
    certfleet_looked_at: expression("ansible_play_hosts | intersect(groups[certfleet_wave])"),
    certfleet_wanted_files: hashes,
    certfleet_wanted_staged: [
      `@file ${wanted.key}  ${stagedNames.key}`,
      `@file ${wanted.certificate}  ${stagedNames.certificate}`,
      `@file ${wanted.chain}  ${stagedNames.chain}`,
    ],
    certfleet_files: [stagedNames.key, stagedNames.certificate, stagedNames.chain].map((name) =>
      expression(`lookup('ansible.builtin.file', '${name}', rstrip=false)`),
    ),
    certfleet_staging: expression(`${reported("certfleet_stage", "staging")} | first`),

    // What is in the way before anything is changed.
    certfleet_version: expression(
      "(certfleet_facts.stdout | regex_findall('@version .*?([0-9]+[.][0-9]+)') + ['99']) | first",
    ),
    certfleet_obstacles_of_host: expression(
      [
        `(['cannot work as ${user}'] if '@user ${user}' not in certfleet_facts.stdout_lines else [])`,
        `(${reported("certfleet_facts", "missing")} | map('regex_replace', '^', 'not there: ') | list)`,
        `(${reported("certfleet_facts", "blocked")} | map('regex_replace', '^', 'a deploy could not be undone: ') | list)`,
        `(['less than ${neededKib} KiB free'] if (${reported("certfleet_facts", "free-kib")} | map('int') | sum) < ${neededKib} else [])`,
        `(['Zimbra ' ~ certfleet_version ~ ' is older than ${ownerSinceVersion}: use certfleet rollout'] if certfleet_version is version('${ownerSinceVersion}', '<') else [])`,
        "(['the deployed files cannot be read'] if '@done 1' not in certfleet_before.stdout_lines else [])",
      ].join(" + "),
    ),
    certfleet_obstacles_of_ports: expression(
      [
        "(['certfleet probe said nothing: ' ~ certfleet_ports_before.stderr] if certfleet_ports_before.stdout == '' else [])",
        "([] if certfleet_allow_down else (certfleet_own_ports_before | rejectattr('ok') | map(attribute='detail') | map('regex_replace', '^', 'no answer before the change: ') | list))",
        "(['half done: its ports serve a certificate that none of its files holds'] if certfleet_served_before | difference(certfleet_leaves_before) | length > 0 else [])",
      ].join(" + "),
    ),
    certfleet_obstacles_of_ldap: expression(
      "['LDAP cannot be read'] if certfleet_keeps_ldap_copy | default(false) and '@done 1' not in certfleet_ldap_before.stdout_lines else []",
    ),
    certfleet_obstacles_here: expression(
      [
        "(['ANSIBLE_KEEP_REMOTE_FILES would leave the key on the servers'] if lookup('ansible.builtin.config', 'DEFAULT_KEEP_REMOTE_FILES') else [])",
        "(['without pipelining the key would be in temporary files on the servers'] if not ansible_pipelining | bool or ansible_become_method | default('sudo') == 'su' else [])",
      ].join(" + "),
    ),
    certfleet_obstacles: expression(
      "certfleet_obstacles_here + certfleet_obstacles_of_host + certfleet_obstacles_of_ports + certfleet_obstacles_of_ldap",
    ),
    certfleet_own_ports_before: expression(ownOf("certfleet_ports_before")),
    certfleet_served_before: expression(
      "certfleet_own_ports_before | selectattr('ok') | map(attribute='fingerprint') | unique",
    ),
    certfleet_leaves_before: expression(
      `${reported("certfleet_before", "leaf")} | map('regex_replace', ' .*', '') | unique`,
    ),

    // Whether a server has and serves the certificate already.
    certfleet_is_new: expression(
      [
        "certfleet_wanted_files | difference(certfleet_before.stdout_lines) | length == 0",
        "certfleet_leaves_before == [certfleet_fingerprint]",
        "certfleet_unproven_before == ''",
        "(not certfleet_keeps_ldap_copy | default(false) or certfleet_ldap_before.stdout | regex_findall('@ldap-(.*)') == certfleet_ldap_before.stdout | regex_findall('@file-(.*)'))",
      ].join(" and "),
    ),

    // What a deploy left as it was.
    certfleet_left_old: expression(
      [
        "(certfleet_wanted_files | difference(certfleet_after.stdout_lines))",
        "(certfleet_after.stdout_lines | select('match', '@leaf ') | reject('match', '@leaf ' ~ certfleet_fingerprint) | list)",
        `(certfleet_before.stdout_lines | intersect(certfleet_after.stdout_lines) | select('match', '@file [0-9a-f]+  (${keyStores.map(literal).join("|")})$') | list)`,
        "(certfleet_before.stdout | regex_findall('@leaf [0-9a-f]+  (.*)') | difference(certfleet_after.stdout | regex_findall('@leaf [0-9a-f]+  (.*)')))",
      ].join(" + "),
    ),

    certfleet_unproven_before: unproven("[certfleet_ports_before]"),
    certfleet_unproven: unproven("[certfleet_ports] + certfleet_ports_again.results"),
    certfleet_old_ports: expression(
      `${endpointsOf("certfleet_ports_before")} | selectattr('host', 'in', certfleet_looked_at) | map(attribute='fingerprint', default='') | list`,
    ),
    certfleet_not_back: notBack("[certfleet_ports] + certfleet_ports_again.results"),
    certfleet_ldap_is_in_step: expression(
      "'@done 1' in certfleet_ldap_after.stdout_lines and certfleet_ldap_after.stdout | regex_findall('@ldap-(.*)') == certfleet_ldap_after.stdout | regex_findall('@file-(.*)')",
    ),
    // On the way back, what it held before will do as well.
    certfleet_ldap_is_fine: expression(
      "certfleet_ldap_is_in_step or (certfleet_step == 'back' and '@done 1' in certfleet_ldap_after.stdout_lines and certfleet_ldap_after.stdout | regex_findall('@ldap-(.*)') == certfleet_ldap_before.stdout | regex_findall('@ldap-(.*)'))",
    ),

    // Who is behind what is due, wherever it was lost.
    certfleet_behind: expression(
      [
        `(certfleet_all | difference(${passed("certfleet_due")}))`,
        `(certfleet_all | intersect(certfleet_earlier | map('extract', groups) | flatten) | difference(${passed("3")}))`,
      ].join(" + "),
    ),
    certfleet_behind_in_ldap: expression(
      "certfleet_behind | intersect(groups['zimbra_ldap'] | default([])) | map('extract', hostvars) | selectattr('certfleet_changed', 'defined') | list",
    ),
    certfleet_calls_back: expression(
      "certfleet_called_back | default(false) or certfleet_behind | unique | length > certfleet_max_failures | int or certfleet_behind_in_ldap | length > 0",
    ),
    certfleet_ldap_is_stuck: expression(
      "certfleet_all | intersect(groups['zimbra_ldap'] | default([])) | map('extract', hostvars) | selectattr('certfleet_outcome', 'defined') | selectattr('certfleet_outcome', 'equalto', 'stuck') | list | length > 0",
    ),
    certfleet_good: [...good],
    certfleet_not_done: expression(
      "certfleet_all | difference(certfleet_all | map('extract', hostvars) | selectattr('certfleet_outcome', 'defined') | selectattr('certfleet_outcome', 'in', certfleet_good) | map(attribute='inventory_hostname'))",
    ),
    // Of the task that failed; a deploy's own words tell why its files are not there.
    certfleet_why: expression(
      [
        `((${telling("ansible_failed_result")})`,
        "([ansible_failed_result.msg | default('')] | select('search', '[a-z]') | reject('equalto', 'non-zero return code') | list)",
        `(${telling("certfleet_deployed | default({})")})`,
        "['no reason given']) | first",
      ].join(" + "),
    ),
    certfleet_result: result,
  }
}

/** The lines that say what is wrong. */
const telling = (result: string): string =>
  `((${result}).stdout_lines | default([]) + (${result}).stderr_lines | default([])) | select('search', '^@(locked|running|gone|corrupt)|ERROR|rror:|failed|denied') | list`

const passed = (part: string): string =>
  `certfleet_all | map('extract', hostvars) | selectattr('certfleet_part', 'defined') | selectattr('certfleet_part', 'ge', ${part}) | map(attribute='inventory_hostname')`

/** Jinja's statements, a line each; what they print is one line. */
const block = (...lines: readonly string[]): string => lines.join("\n")

const eachOwnEntry = (looks: string): readonly string[] => [
  `{%- for look in ${looks} -%}`,
  "{%- for one in (look.stdout | default('{\"endpoints\": []}', true) | from_json).endpoints if one.host == inventory_hostname -%}",
  "{%- set before = ((certfleet_ports_before.stdout | from_json).endpoints | selectattr('host', 'equalto', inventory_hostname)",
  "  | selectattr('port', 'equalto', one.port) | selectattr('sni', 'equalto', one.sni) | list + [{'ok': false}]) | first -%}",
  "{%- set now = one.fingerprint | default('') -%}",
]

/** What is not as it must be after the change, by every port and name; empty when all is proven. */
function unproven(looks: string): string {
  return block(
    ...eachOwnEntry(looks),
    "{%- set silent = not one.ok and not before.ok and certfleet_allow_down -%}",
    "{%- set own = one.alias is defined and now == before.fingerprint | default('') and now not in certfleet_served_before -%}",
    "{%- if now != certfleet_fingerprint and not silent and not own -%}",
    "{{ one.service }} on port {{ one.port }}: {{ one.detail | default('serves another certificate') }}; {% endif -%}",
    "{%- endfor -%}{%- endfor -%}",
  )
}

/** What does not serve what it did before. */
function notBack(looks: string): string {
  return block(
    ...eachOwnEntry(looks),
    "{%- if before.ok and now != before.fingerprint -%}",
    "{{ one.service }} on port {{ one.port }}: {{ one.detail | default('serves another certificate than before') }}; {% endif -%}",
    "{%- endfor -%}{%- endfor -%}",
  )
}

/** A line for each server. */
const result = block(
  "{%- for host in certfleet_all -%}",
  "{%- set own = hostvars[host] -%}",
  "{{ host }}: {{ own.certfleet_outcome | default('lost') }}",
  "{%- if own.certfleet_failed is defined %}: {{ own.certfleet_failed }}{% endif -%}",
  "{%- if own.certfleet_note is defined %}; {{ own.certfleet_note }}{% endif -%}",
  "{%- if own.certfleet_outcome | default('lost') in ['lost', 'stuck'] and own.certfleet_changed is defined %}",
  "; by hand as {{ own.certfleet_user }}: {{ own.certfleet_by_hand | join(' && ') }}{% endif %}{{ '' }}",
  "{% endfor -%}",
)
