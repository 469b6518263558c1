import { certificateRule } from "../rule.js"

export const rootWithPathLength = certificateRule({
  code: "root-with-path-length",
  severity: "warning",
  scopes: ["root"],
  source: "br",
  citation: "BR 7.1.2.1.4",
  inForce: { from: "2012-07-01" },
  message: "a root limits the length of its paths to {limit}",
  at: "extensions.basicConstraints",
  documentation: {
    what: "basicConstraints of a root has no pathLenConstraint.",
    why: "Clients take roots for trust anchors and do not look at it; intermediates should carry it.",
    bad: "basicConstraints = CA:TRUE, pathlen:1",
    good: "basicConstraints = CA:TRUE",
  },
  check: (view) => {
    const limit = view.value("basicConstraints")?.pathLength
    return limit === undefined ? undefined : { limit }
  },
})
