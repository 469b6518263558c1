/** PKITS is about RFC 5280 alone: its leaves are no servers, and the profiles of the web accept none of them. */
import type { ProfileName } from "../../src/path/profile.js"
import type { Ledger } from "./ledger.js"

const leaves: readonly string[] = [
  "4.1.1 Section1ValidSignaturesTest1",
  "4.3.3 Section3ValidNameChainingWhitespaceTest3",
  "4.3.5 Section3ValidNameChainingCapitalizationTest5",
  "4.3.6 Section3ValidNameChainingUIDsTest6",
  "4.4.7 Section4ValidTwoCRLsTest7",
  "4.4.14 Section4ValidNegativeSerialNumberTest14",
  "4.4.16 Section4ValidLongSerialNumberTest16",
  "4.4.17 Section4ValidLongSerialNumberTest17",
  "4.4.19 Section4ValidSeparateCertificateandCRLKeysTest19",
  "4.5.1 Section5ValidBasicSelfIssuedOldWithNewTest1",
  "4.6.4 Section6ValidbasicConstraintsNotCriticalTest4",
  "4.6.7 Section6ValidpathLenConstraintTest7",
  "4.6.8 Section6ValidpathLenConstraintTest8",
  "4.6.13 Section6ValidpathLenConstraintTest13",
  "4.6.17 Section6ValidSelfIssuedpathLenConstraintTest17",
  "4.7.3 Section7ValidkeyUsageNotCriticalTest3",
  "4.8.1.1 Section8AllCertificatesSamePolicyTest1Subpart1",
  "4.8.1.4 Section8AllCertificatesSamePolicyTest1Subpart4",
  "4.8.3.1 Section8DifferentPoliciesTest3Subpart1",
  "4.8.6.1 Section8OverlappingPoliciesTest6Subpart1",
  "4.8.11.2 Section8AllCertificatesAnyPolicyTest11Subpart2",
  "4.8.13.1 Section8AllCertificatesSamePoliciesTest13Subpart1",
  "4.8.14.1 Section8AnyPolicyTest14Subpart1",
  "4.8.18.1 Section8UserNoticeQualifierTest18Subpart1",
  "4.8.18.2 Section8UserNoticeQualifierTest18Subpart2",
  "4.8.19 Section8UserNoticeQualifierTest19",
  "4.9.4 Section9ValidRequireExplicitPolicyTest4",
  "4.10.1.1 Section10ValidPolicyMappingTest1Subpart1",
  "4.10.3.2 Section10ValidPolicyMappingTest3Subpart2",
  "4.10.6.1 Section10ValidPolicyMappingTest6Subpart1",
  "4.10.9 Section10ValidPolicyMappingTest9",
  "4.10.11 Section10ValidPolicyMappingTest11",
  "4.10.12.2 Section10ValidPolicyMappingTest12Subpart2",
  "4.10.13.1 Section10ValidPolicyMappingTest13Subpart1",
  "4.10.13.2 Section10ValidPolicyMappingTest13Subpart2",
  "4.10.14 Section10ValidPolicyMappingTest14",
  "4.11.2 Section11ValidinhibitPolicyMappingTest2",
  "4.11.7 Section11ValidSelfIssuedinhibitPolicyMappingTest7",
  "4.12.3.1 Section12inhibitAnyPolicyTest3Subpart1",
  "4.12.9 Section12ValidSelfIssuedinhibitAnyPolicyTest9",
  "4.13.11 Section13ValidDNnameConstraintsTest11",
  "4.13.18 Section13ValidDNnameConstraintsTest18",
  "4.13.19 Section13ValidSelfIssuedDNnameConstraintsTest19",
  "4.14.1 Section14ValiddistributionPointTest1",
  "4.14.4 Section14ValiddistributionPointTest4",
  "4.14.24 Section14ValidIDPwithindirectCRLTest24",
  "4.14.28 Section14ValidcRLIssuerTest28",
  "4.14.29 Section14ValidcRLIssuerTest29",
  "4.14.33 Section14ValidcRLIssuerTest33",
  "4.15.2 Section15ValiddeltaCRLTest2",
  "4.15.5 Section15ValiddeltaCRLTest5",
  "4.15.7 Section15ValiddeltaCRLTest7",
  "4.15.8 Section15ValiddeltaCRLTest8",
]
const longDate = "4.2.4 Section2ValidGeneralizedTimenotBeforeDateTest4"

const noServers = "its leaf names no server (BR 7.1.2.7.12)"

/** Under `private`, every case is decided as NIST expects. */
export const pkitsLedgers: Readonly<Record<ProfileName, Ledger>> = {
  public: [{ rule: "san-missing", reason: noServers, cases: [...leaves, longDate] }],
  private: [],
  strict: [
    { rule: "san-missing", reason: noServers, cases: leaves },
    {
      rule: "time-form",
      reason: "a date before 2050 is written as GeneralizedTime (RFC 5280 section 4.1.2.5)",
      cases: [longDate],
    },
  ],
}
