/** The stages of a renewal, in their order. */
export const stages = [
  "due",
  "request",
  "order",
  "import",
  "compare",
  "window",
  "rollout",
  "proof",
  "notify",
] as const
export type RenewStage = (typeof stages)[number]

/** What happens in each, for people. */
export const stageTexts: Readonly<Record<RenewStage, string>> = {
  due: "the look whether one is due",
  request: "key and CSR",
  order: "the order at the CA",
  import: "the import of what the CA issued",
  compare: "the comparison with the certificate in use",
  window: "the wait for a maintenance window",
  rollout: "the rollout",
  proof: "the proof that the new certificate is served everywhere",
  notify: "the notification",
}
