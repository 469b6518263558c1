import { describe, expect, it } from "vitest"
import { rootHelp } from "../../../src/cli/help/root.js"
import { everyCommand } from "../../../src/cli/program.js"
import { temporaryFolder } from "../folder.js"
import { runCli } from "../testIo.js"

/** What commander makes of every command with all its options. */
function madeByCommander(columns?: number): string {
  let printed = ""
  everyCommand()
    .configureOutput({
      ...(columns === undefined ? {} : { getOutHelpWidth: () => columns }),
      writeOut: (text) => {
        printed += text
      },
    })
    .outputHelp()
  return printed
}

describe("the help of all commands", () => {
  it.each([0, 1, 39, 40, 41, 72, 73, 74, 79, 80, 81, 100, 119, 132, 200, 1000])(
    "is what commander makes of them, on %i columns",
    (columns) => {
      expect(rootHelp(columns)).toBe(madeByCommander(columns))
    },
  )

  it("is the same where nobody knows the columns, and beside other options", async () => {
    expect(rootHelp()).toBe(madeByCommander())
    expect(await runCli(["--quiet", "--help"], { cwd: temporaryFolder() })).toMatchObject({
      exitCode: 0,
      stdout: rootHelp(),
    })
  })
})
