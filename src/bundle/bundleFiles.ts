/** The names that Zimbra gives its three files. */
export const bundleFiles = {
  key: "commercial.key",
  crt: "commercial.crt",
  ca: "commercial_ca.crt",
} as const
