import { readFileSync } from "node:fs"
import { join } from "node:path"
import { parse } from "yaml"

/** The list of facts as it stands in facts.yaml. */
export interface Facts {
  readonly user: string
  readonly home: string
  readonly releases: readonly { readonly line: string; readonly certmgr: "root" | "zimbra" }[]
  readonly ecdsaSince: readonly string[]
  readonly deployed: readonly {
    readonly path: string
    readonly content: string
    readonly files?: readonly string[]
  }[]
  readonly key: string
  readonly certificate: string
  readonly chain: string
  readonly owners: readonly {
    readonly path: string
    readonly kind: "file" | "folder"
    readonly owner: "root" | "zimbra"
    readonly mode: string
  }[]
  readonly links: Readonly<Record<string, string>>
  readonly activate: readonly {
    readonly role: "mailbox" | "ldap" | "proxy" | "mta"
    readonly run: string
  }[]
  readonly activateAll: string
  readonly domains: {
    readonly tool: string
    readonly folder: string
    readonly mode: string
    readonly attributes: readonly string[]
  }
  readonly ports: readonly {
    readonly role: string
    readonly service: string
    readonly speaks: string
    readonly port: number
    readonly behindProxy?: number
    readonly optional?: true
  }[]
  readonly portAttributes: readonly {
    readonly role: "mailbox" | "proxy"
    readonly service: string
    readonly attribute: string
    /** Nobody listens unless this one is TRUE. */
    readonly wants?: string
  }[]
}

export const facts = parse(readFileSync(join(import.meta.dirname, "facts.yaml"), "utf8")) as Facts

/** Every file that deploycrt writes, in the order in which it is done with them. */
export const deployedFiles: readonly string[] = facts.deployed.flatMap(({ path, content, files }) =>
  content === "folder" ? (files ?? []).map((name) => `${path}/${name}`) : [path],
)
