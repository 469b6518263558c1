import { PassThrough } from "node:stream"
import { describe, expect, it } from "vitest"
import { machineOf } from "../../../src/cli/inputs/machine.js"
import type { Io } from "../../../src/cli/io.js"
import { askPassphrase } from "../../../src/cli/terminal/passphrase.js"
import { askSecret } from "../../../src/cli/terminal/prompt.js"

class FakeTerminal extends PassThrough {
  readonly isTTY = true
  readonly modes: boolean[] = []

  setRawMode(raw: boolean): void {
    this.modes.push(raw)
  }
}

function terminal(): { stdin: FakeTerminal; shown: () => string; io: Io; interrupt: AbortController } {
  const stdin = new FakeTerminal()
  const stderr = new PassThrough()
  const interrupt = new AbortController()
  // Only what a prompt touches.
  const io = { stdin, stderr, interrupt: interrupt.signal } as unknown as Io
  return { stdin, io, interrupt, shown: () => String(stderr.read() ?? "") }
}

describe("askSecret", () => {
  it("echoes nothing and restores the terminal", async () => {
    const { stdin, io, shown } = terminal()
    const answer = askSecret(io, "Passphrase: ")
    stdin.write("sec")
    stdin.write("ret\r")
    expect((await answer).revealText()).toBe("secret")
    expect(shown()).toBe("Passphrase: \n")
    expect(stdin.modes).toEqual([true, false])
  })

  it("asks only when nothing is echoed any more", async () => {
    const { stdin, io, shown } = terminal()
    const shownBefore: string[] = []
    stdin.setRawMode = (raw) => void (raw && shownBefore.push(shown()))
    const answer = askSecret(io, "Passphrase: ")
    stdin.write("secret\r")
    await answer
    expect(shownBefore).toEqual([""])
  })

  it.each([
    ["a deleted character", "ab\u007fc\r", "ac"],
    ["a deleted line", "wrong\u0015right\n", "right"],
    ["control characters", "a\u001bb\r", "ab"],
    ["other scripts", "пароль\r", "пароль"],
    ["a deleted character of several bytes", "паü😀\u007f\u007fс\r", "пас"],
  ])("understands %s", async (_, typed, expected) => {
    const { stdin, io } = terminal()
    const answer = askSecret(io, "")
    stdin.write(typed)
    expect((await answer).revealText()).toBe(expected)
  })

  it("gives the bytes of a terminal that is not set to UTF-8", async () => {
    const { stdin, io } = terminal()
    const answer = askSecret(io, "")
    stdin.write(Buffer.from("gr\u00fc\u007f\u00e4\u00dfe\r", "latin1"))
    expect(Buffer.from((await answer).reveal()).toString("latin1")).toBe("gr\u00e4\u00dfe")
  })

  it("is cancelled by Ctrl-C, an interrupt or the end of input", async () => {
    for (const cancel of [
      ({ stdin }: ReturnType<typeof terminal>) => void stdin.write("abc\u0003"),
      ({ interrupt }: ReturnType<typeof terminal>) => interrupt.abort(),
      ({ stdin }: ReturnType<typeof terminal>) => void stdin.end(),
    ]) {
      const made = terminal()
      const answer = askSecret(made.io, "")
      cancel(made)
      await expect(answer).rejects.toMatchObject({ code: "cancelled", exitCode: 130 })
      expect(made.stdin.modes).toEqual([true, false])
    }
  })
})

describe("without a terminal", () => {
  const io = { stdin: new PassThrough(), env: {} } as unknown as Io

  it.each([
    ["Log-in password: ", "the log-in password"],
    ["sudo password: ", "the sudo password"],
  ])("%s is named, and the ways to log in that ask for nothing", async (question, what) => {
    await expect(machineOf(io).ask(question)).rejects.toMatchObject({
      code: "passphrase",
      message: `there is no terminal to ask for ${what}`,
      hint: expect.stringMatching(/agent or a key.*NOPASSWD/),
    })
  })

  it("a passphrase comes from a file", async () => {
    await expect(askPassphrase(io, { twice: false })).rejects.toMatchObject({
      message: "there is no terminal to ask for a passphrase",
      hint: "use --passphrase-file FILE",
    })
  })
})

describe("askPassphrase", () => {
  const typing = async (lines: readonly string[]) => {
    const { stdin, io } = terminal()
    const answer = askPassphrase(io, { twice: true })
    answer.catch(() => undefined)
    for (const line of lines) {
      stdin.write(line)
      await new Promise((resolve) => setImmediate(resolve))
    }
    return answer
  }

  it("takes a passphrase that is typed the same twice", async () => {
    expect((await typing(["one\r", "one\r"])).revealText()).toBe("one")
  })

  it("refuses two that differ, and an empty one", async () => {
    await expect(typing(["one\r", "two\r"])).rejects.toMatchObject({ code: "passphrase" })
    await expect(typing(["\r"])).rejects.toMatchObject({ code: "passphrase" })
  })
})
