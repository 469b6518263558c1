/** Which user zmcertmgr insists on: zimbra from 8.7 on, root before. */
export type CertmgrUser = "owner" | "root"

/** The first release whose zmcertmgr runs as the owner, and no longer as root. */
const ownerSince = { major: 8, minor: 7 } as const

/** The same as text: `8.7`. */
export const ownerSinceVersion = `${ownerSince.major}.${ownerSince.minor}`

/** The first releases, one a line of them, whose `zmcertmgr verifycrt` takes an ECDSA key; before: "expecting an rsa key". */
export const ecdsaSince: readonly string[] = ["8.8.15.p45", "9.0.0.p38", "10.0.6", "10.1"]

/** `ecdsaSince` in words: `8.8.15.p45, 9.0.0.p38, 10.0.6 and 10.1`. */
export const ecdsaVersions = `${ecdsaSince.slice(0, -1).join(", ")} and ${ecdsaSince.at(-1)}`

/**
 * Reads the output of `zmcontrol -v`, e.g. `Release 8.8.15_GA_3869.UBUNTU18.64` or `Carbonio Release 24.5.0`.
 * A version that cannot be read counts as a present one: zmcertmgr says so itself when it is not.
 */
export function certmgrUser(version: string | undefined): CertmgrUser {
  if (version === undefined || /carbonio/i.test(version)) return "owner"
  const [, major, minor] = /(\d+)\.(\d+)/.exec(version) ?? []
  if (major === undefined || minor === undefined) return "owner"
  const { major: since, minor: sinceMinor } = ownerSince
  const isOld = Number(major) < since || (Number(major) === since && Number(minor) < sinceMinor)
  return isOld ? "root" : "owner"
}
