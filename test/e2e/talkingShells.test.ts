import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { fingerprint } from "../probe/material.js"
import { allServe, certfleet } from "./certfleet.js"
import { sceneOf } from "./scene.js"
import { whyNot } from "./sshd.js"

const reason = whyNot()
/** No line feed at its end, and what looks like a report of ours. */
const talk = "printf 'You have new mail. @user nobody'; printf 'mesg: ttyname failed' >&2\n"

describe.skipIf(reason !== undefined)(
  `servers whose log-in shells talk${reason === undefined ? "" : ` (skipped: ${reason})`}`,
  () => {
    const scene = sceneOf([{ name: "mbs01.example.edu", roles: ["mailbox", "mta"] }])

    it.each(["root", "zimbra", "postmaster"])(
      "get the certificate from %s and give it back",
      async (user) => {
        const host = scene.host("mbs01")
        for (const name of [".bash_profile", ".bashrc"]) {
          await host.put(name, talk)
          await writeFile(join(scene.fleet.folder, host.name, "opt/root", name), talk)
        }
        const { cwd, dir } = await scene.prepare({ user })
        const done = await certfleet(["rollout", dir], cwd)
        expect(done.status, done.stdout + done.stderr).toBe(0)
        expect(await allServe(scene.fleet.hosts, fingerprint(scene.renewed.cert))).toEqual([])
        const back = await certfleet(["rollback", dir], cwd)
        expect(back.status, back.stdout + back.stderr).toBe(0)
        expect(await allServe(scene.fleet.hosts, fingerprint(scene.old.cert))).toEqual([])
      },
    )
  },
)
