import { defineFinding } from "../finding.js"

const stage = "status"

/** Kinds of finding about what lies on servers. */
export const holdingsFindings = {
  notLooked: defineFinding({
    code: "server-not-looked-at",
    severity: "error",
    stage,
    message: ({ problem }: { problem: string }) => `its files could not be looked at: ${problem}`,
    hint: () => "log in with ssh by hand to see why, or leave the files out with --no-ssh",
  }),
  unread: defineFinding({
    code: "server-file-unread",
    severity: "error",
    stage,
    message: ({ what, problem }: { what: string; problem: string }) =>
      `${what} could not be read: ${problem}`,
    hint: () => "look at it on the server as zimbra: whether it holds the certificate is not known",
  }),
}
