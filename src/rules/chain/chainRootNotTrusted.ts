import { certificateText } from "../../path/rejection.js"
import { chainRule } from "../rule.js"

export const chainRootNotTrusted = chainRule({
  code: "chain-root-not-trusted",
  severity: "error",
  scopes: ["chain"],
  source: "certfleet",
  audience: "public",
  citation: "RFC 5280 section 6.1",
  message: "it leads to {root}, which is not among {store}",
  hint: "name your own root with --trust FILE, or lint with --profile private",
  documentation: {
    what: "The root at the end of the chain is one that browsers trust, or one that --trust names.",
    why: "Browsers warn every user.",
    bad: "a chain to the CA of a test laboratory",
    good: "a chain to a root of the trust store",
  },
  check: ({ way: { standing, path }, material: { store } }) => {
    const root = path.at(-1)
    return standing === "unknown" && root !== undefined
      ? { root: certificateText(root), store: store.name }
      : undefined
  },
})
