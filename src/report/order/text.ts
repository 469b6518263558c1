import { certificateName } from "../../assess/certificateNames.js"
import type { OrderForeseen } from "../../issuance/foresee.js"
import type { Ordered } from "../../issuance/order.js"
import type { OrderingInputs, OrderOutcome } from "../../issuance/ordering.js"
import { validityText } from "../certificateText.js"
import { printable } from "../printable.js"

/** A step of an order, or a failure that is waited out. */
export type OrderStep = Parameters<NonNullable<OrderingInputs["watch"]>>[0]

/** A step of an order as it is taken; undefined for one that says nothing by itself. */
export function stepText(step: Exclude<OrderStep, { type: "trouble" }>): string | undefined {
  switch (step.type) {
    case "intent":
      return `order ${step.order}: ${step.names.length === 1 ? "1 name" : `${step.names.length} names`} at ${step.where}`
    case "placed":
      return `the CA has it: ${step.reference}`
    case "published":
      return "challenges are being met"
    case "standing":
      return `the CA says: ${step.status}`
    default:
      return undefined
  }
}

/** Command lines for the same certificate. */
export interface OrderCommands {
  /** Rolls a folder out. */
  readonly next: (folder: string) => string
  /** Begins another order. */
  readonly again: string
}

/**
 * What came of it, and what is next.
 *
 * @param at milliseconds since the epoch
 */
export function orderedText(
  { bundle, isEarlier, outcome, request }: Ordered,
  { again, at, next }: OrderCommands & { readonly at: number },
): string {
  if (outcome === undefined || request === undefined) return "nothing was ordered: see above\n"
  if (outcome.kind !== "issued") return `${unissued(outcome)}\n`
  const { differences, file, remarks } = outcome
  const said = remarks.map((remark) => `remark       ${printable(remark)}`)
  if (bundle === undefined)
    return [
      ...said,
      `issued       ${file}; it was not imported`,
      ...differences.map((difference) => `differs      ${printable(difference)}`),
      ...(differences.length === 0
        ? [
            "mend what the findings name, then run the same command again: it imports that certificate and orders nothing",
            `(one of your own CA: with --trust); where the certificate itself is wrong: ${again}`,
          ]
        : [`have the CA put that right, then begin another order: ${again}`]),
      "",
    ].join("\n")
  const { assembled, endsFirst, folder } = bundle
  const { leaf } = assembled
  return [
    `certificate  ${certificateName(leaf)}, issued for ${request.folder}`,
    `valid        ${validityText(leaf, at, endsFirst)}`,
    `SHA-256      ${leaf.fingerprint}`,
    ...said,
    ...(isEarlier === true
      ? [`is in        ${folder}/ since order ${outcome.order}: --force orders another`]
      : [`wrote        ${folder}/`]),
    "",
    `next: ${next(folder)}`,
    "",
  ].join("\n")
}

function unissued(outcome: Exclude<OrderOutcome, { kind: "issued" }>): string {
  const { order } = outcome
  // A CA's words are one line each, or it could write lines of ours.
  const status = printable(outcome.status)
  switch (outcome.kind) {
    case "pending":
      return `order ${order} is not done yet (${status}): run the same command again, it goes on`
    case "needs-human":
      return `order ${order} waits for somebody (${status}): ${printable(outcome.todo)}; then run the same command again`
    case "failed":
      return [
        `order ${order} has failed (${status}); the CA says:`,
        ...outcome.reasons.map((one) => `  ${printable(one)}`),
      ]
        .concat("put that right, then run the same command again: it begins another order")
        .join("\n")
  }
}

export function foreseenText({ asked, open, request }: OrderForeseen, isCheck: boolean): string {
  if (request === undefined) return "nothing can be ordered\n"
  const how = request.isNew ? "a new key and CSR go there" : "key and CSR are there"
  const taken = (open?.placed && printable(open.placed.reference)) ?? "nobody knows whether the CA has it"
  return [
    ...(open === undefined ? [] : [`takes up     order ${open.id}: ${taken}`]),
    `request      ${request.folder}/ (${how})`,
    ...asked.map((line, index) => `${index === 0 ? "would ask    " : "             "}${line}`),
    isCheck ? "nothing was ordered" : "nothing was sent",
    "",
  ].join("\n")
}
