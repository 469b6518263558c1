import type { Section } from "../section.js"

export const sections: readonly Section[] = [
  {
    title: "During a rollout",
    text: `
A server that fails is put back from its backup and proven to serve the old certificate; so are all others,
unless --max-failures allows it. The exit code is 4 then. Ctrl-C once does the same; twice stops at once, and
leaves the rest to

    certfleet rollout --resume

which looks at what is really there, and finishes or puts back: the rollout that was cut off, and it says which,
whatever certificate was imported since. Where there are several, it names the command for each; where nothing is
left to do, it says so. Until then no other rollout begins without --anew.`,
  },
  {
    title: "After one",
    text: `
    certfleet rollback --dry-run
    certfleet rollback

takes back the last rollout, also days later, from the backups on the servers and the journal beside the
certificate: neither the key nor its files are needed here. All servers are looked at first. What they hold must
be what that rollout put there, each backup whole, no other rollout at work; where one cannot be put back none
is touched, with exit code 3. What comes back is said with its dates.

Afterwards every port must serve again what it served before. A rollback that is done already changes nothing.`,
  },
  {
    title: "Which servers, which rollout",
    text: `
    certfleet rollback --limit mta --dry-run
    certfleet report

--limit leaves out servers that cannot be put back, or takes back some alone. report tells what the last rollout
did, and --rollout ID takes back an earlier one, by the name of its journal in DIR/rollouts.

A domain's own certificate (--domain) is one in LDAP for all proxies: --limit may leave none of them out. What other
domains got since stays.`,
  },
  {
    title: "Past its guards",
    text: `
--force overwrites what was changed since, and brings back a certificate that has expired. --break-lock takes
over the lock of a rollout that no longer runs: the key that it left staged is removed, its backups are left, and
both are said. Both are written each time: no variable stands for them.`,
  },
  {
    title: "A server that is stuck",
    text: `
Its outcome is stuck, the exit code 5, and the result lists the commands that a human runs there, and as whom.
The line "next" names the command that tries the same again when the cause is gone.

    certfleet status --no-farms

then shows what each server serves and holds.`,
  },
]
