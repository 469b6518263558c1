import type { Section } from "../section.js"

/** What follows the codes themselves. */
export const sections: readonly Section[] = [
  {
    title: "What each asks for",
    text: `
1: Read the findings; each has a code in brackets, and certfleet explain CODE tells what it means. A rollout
ends with 1, too, where servers failed within the budget of --max-failures, or where one is done but could not
be cleaned up.

2: The command line, fleet.yaml or a file that was named is wrong. Nothing was asked and nothing was changed.

3: Something could not be looked at: a port that does not answer, a file that cannot be read, a server that
cannot be logged in to. Never take it for "nothing wrong". A rollout that ends with 3 has changed no server.

4: A rollout failed, and every server that was changed serves what it served before. Put right what is named,
then start again.

5: At least one server is stuck. The result lists the commands to run there, and as whom; the line "next" names
the certfleet command that does the same.

130: Ctrl-C, SIGTERM or the end of --deadline. A rollout has put back what it had changed, unless it was
interrupted twice.`,
  },
  {
    title: "From which finding on",
    text: `
--fail-on says which severity ends with 1: error (usual), warning or notice. At probe the usual one is warning.

    certfleet status --fail-on warning
    certfleet lint certs --fail-on notice`,
  },
  {
    title: "In scripts",
    text: `
    certfleet rollout --dry-run > plan.txt && echo "the plan is in plan.txt"
    certfleet probe || case $? in 1) echo "look at the findings";; 3) echo "a port does not answer";; esac

A monitoring plugin has codes of its own: with --reporter nagios, status ends with 0 OK, 1 WARNING, 2 CRITICAL
or 3 UNKNOWN.

    certfleet status --reporter nagios --no-ssh`,
  },
]
