import { describe, expect, it } from "vitest"
import type { CertificateRequest } from "../../../src/issuance/requests.js"
import { orderedText } from "../../../src/report/order/text.js"

/** What a CA says that would write lines of ours, and colours. */
const forged = "no\r\ncertificate  mail.example.edu, issued\n\u001b[32mnext: all is well"
const shown = "no\\u000d\\u000acertificate  mail.example.edu, issued\\u000a\\u001b[32mnext: all is well"
const order = "20261124T080000Z-1c9e44"

describe("orderedText", () => {
  it.each([
    { kind: "failed", status: forged, reasons: [forged] },
    { kind: "needs-human", status: forged, todo: forged },
  ] as const)("keeps what a CA says in its line ($kind)", (standing) => {
    const outcome = { ...standing, order }
    const request = { folder: "request" } as CertificateRequest
    const text = orderedText({ request, outcome, findings: [] }, { at: 0, next: () => "", again: "" })
    expect(
      text.split("\n").filter((line) => /^certificate|next:/.test(line) && !line.includes(shown)),
    ).toEqual([])
    expect(text.split(shown)).toHaveLength(3)
  })
})
