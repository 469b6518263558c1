import { expect, it } from "vitest"
import { stopText } from "../../src/report/renewText.js"

it("says why a renewal stopped in one line, whatever the CA's words are", () => {
  const reason = "refused: no\ncertfleet: hint: run something else"
  const text = stopText({
    outcome: "stopped",
    stage: "order",
    reason,
    hint: "see the CA",
    exitCode: 3,
    findings: [],
  })
  expect(text.trimEnd().split("\n")).toEqual([
    expect.stringContaining("refused: no\\u000acertfleet: hint: run something else"),
    "certfleet: hint: see the CA",
  ])
})
