import { certificateRule } from "../rule.js"
import { when } from "../support/facts.js"

export const caEkuMozilla = certificateRule({
  code: "ca-eku-mozilla",
  severity: "notice",
  scopes: ["intermediate"],
  source: "mozilla",
  citation: "Mozilla Root Store Policy 5.3",
  inForce: { from: "2019-01-01" },
  message:
    "an intermediate lacks extKeyUsage, has anyExtendedKeyUsage, or both serverAuth and emailProtection",
  at: "extensions.extKeyUsage",
  documentation: {
    what: "An intermediate issued since 2019 has extKeyUsage without anyExtendedKeyUsage and not serverAuth and emailProtection together.",
    why: "Mozilla asks for it unless the intermediate is a cross-certificate that shares its key with a root.",
    bad: "CA:TRUE without extKeyUsage",
    good: "CA:TRUE, extKeyUsage = serverAuth",
  },
  check: (view) =>
    when(
      !view.has("extKeyUsage") ||
        view.hasUsage("any") ||
        (view.hasUsage("serverAuth") && view.hasUsage("emailProtection")),
    ),
})
