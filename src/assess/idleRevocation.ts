import type { Finding } from "../finding.js"
import { isFromIssuer, pointsOf } from "../path/crlScope.js"
import { isAbout } from "../path/ocsp.js"
import type { Certificate } from "../x509/certificate.js"
import type { Crl } from "../x509/crl.js"
import { nameText } from "../x509/name.js"
import type { OcspResponse } from "../x509/ocsp.js"
import { certificateName } from "./certificateNames.js"
import { faultFinding, faults } from "./faults.js"
import type { Assessment, Question, SubjectOf } from "./question.js"

/**
 * Revocation data that was given and is about nothing here, while nothing else is about the leaf: who took the wrong list
 * believes otherwise that it was consulted.
 */
export function idleRevocationFindings(
  { leaf, way }: Pick<Assessment, "leaf" | "way">,
  { crls = [], ocsp = [] }: Question,
  subjectOf: SubjectOf,
): Finding[] {
  const lists = crls.map((crl) => ({
    problem: `the list of ${nameText(crl.issuer)} is about none of these certificates`,
    about: way.filter((one) => isListFor(crl, one)),
  }))
  const responses = ocsp.map((response) => ({
    problem: "the OCSP response is about none of these certificates",
    about: way.filter((one) => isResponseFor(response, one, way)),
  }))
  const given = [...lists, ...responses]
  if (given.some(({ about }) => about.includes(leaf))) return []
  return given
    .filter(({ about }) => about.length === 0)
    .map(({ problem }) =>
      faultFinding(faults.revocationUnknown, subjectOf(leaf), { name: certificateName(leaf), problem }),
    )
}

function isListFor(crl: Crl, certificate: Certificate): boolean {
  return pointsOf(certificate).some((point) => isFromIssuer(crl, point, certificate))
}

/** Where the issuer is missing, the number has to do. */
function isResponseFor(
  { singles }: OcspResponse,
  certificate: Certificate,
  way: readonly Certificate[],
): boolean {
  const issuers = way.filter(({ subject }) => subject.key === certificate.issuer.key)
  return singles.some((single) =>
    issuers.length === 0
      ? single.serial === certificate.serial
      : issuers.some((issuer) =>
          isAbout(single, certificate, { certificate: issuer, key: issuer.publicKey }),
        ),
  )
}
