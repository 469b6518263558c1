import { describe, expect, it } from "vitest"
import { certmgrUser } from "../../src/zimbra/version.js"

describe("certmgrUser", () => {
  it.each([
    ["Release 7.2.7_GA_2942.RHEL6_64 FOSS edition.", "root"],
    ["Release 8.6.0_GA_1153.UBUNTU14_64 UBUNTU14_64 NETWORK edition.", "root"],
    ["Release 8.7.0_GA_1659.UBUNTU16_64", "owner"],
    ["Release 8.8.15.GA.3869.UBUNTU18.64 FOSS edition, Patch 8.8.15_P45.", "owner"],
    ["Release 10.1.0.GA.4633.UBUNTU22_64", "owner"],
    ["Carbonio Release 4.0.7", "owner"],
    ["", "owner"],
    [undefined, "owner"],
  ])("tells from %s who runs zmcertmgr: %s", (version, user) => {
    expect(certmgrUser(version)).toBe(user)
  })
})
