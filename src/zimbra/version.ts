/** Which user zmcertmgr insists on: zimbra from 8.7 on, root before. */
export type CertmgrUser = "owner" | "root"

/**
 * Reads the output of `zmcontrol -v`, e.g. `Release 8.8.15_GA_3869.UBUNTU18.64` or `Carbonio Release 24.5.0`.
 * A version that cannot be read counts as a present one: zmcertmgr says so itself when it is not.
 */
export function certmgrUser(version: string | undefined): CertmgrUser {
  if (version === undefined || /carbonio/i.test(version)) return "owner"
  const [, major, minor] = /(\d+)\.(\d+)/.exec(version) ?? []
  if (major === undefined || minor === undefined) return "owner"
  const isOld = Number(major) < 8 || (Number(major) === 8 && Number(minor) < 7)
  return isOld ? "root" : "owner"
}
