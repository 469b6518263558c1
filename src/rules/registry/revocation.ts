/** Rules about revocation, in the order of their codes. */

import { aiaCaIssuersNotHttp } from "../revocation/aiaCaIssuersNotHttp.js"
import { aiaCaIssuersWithoutHttp } from "../revocation/aiaCaIssuersWithoutHttp.js"
import { aiaCritical } from "../revocation/aiaCritical.js"
import { aiaInternalHost } from "../revocation/aiaInternalHost.js"
import { aiaLocationRepeated } from "../revocation/aiaLocationRepeated.js"
import { aiaMethodNotPermitted } from "../revocation/aiaMethodNotPermitted.js"
import { aiaOcspNotHttp } from "../revocation/aiaOcspNotHttp.js"
import { caAiaCritical } from "../revocation/caAiaCritical.js"
import { caAiaMethodNotPermitted } from "../revocation/caAiaMethodNotPermitted.js"
import { caAiaMissing } from "../revocation/caAiaMissing.js"
import { caAiaNotHttp } from "../revocation/caAiaNotHttp.js"
import { caAiaWithoutIssuerUrl } from "../revocation/caAiaWithoutIssuerUrl.js"
import { caCrlPointsCritical } from "../revocation/caCrlPointsCritical.js"
import { caCrlPointsMissing } from "../revocation/caCrlPointsMissing.js"
import { caCrlPointsWithoutUrl } from "../revocation/caCrlPointsWithoutUrl.js"
import { crlIssuerIsIssuer } from "../revocation/crlIssuerIsIssuer.js"
import { crlIssuerPresent } from "../revocation/crlIssuerPresent.js"
import { crlPointIncomplete } from "../revocation/crlPointIncomplete.js"
import { crlPointsCritical } from "../revocation/crlPointsCritical.js"
import { crlPointsNotHttp } from "../revocation/crlPointsNotHttp.js"
import { crlPointWithoutLdapOrHttp } from "../revocation/crlPointWithoutLdapOrHttp.js"
import { crlReasonsPresent } from "../revocation/crlReasonsPresent.js"
import { freshestCrlCritical } from "../revocation/freshestCrlCritical.js"
import { leafAiaCritical } from "../revocation/leafAiaCritical.js"
import { leafAiaMissing } from "../revocation/leafAiaMissing.js"
import { leafAiaWithoutIssuerUrl } from "../revocation/leafAiaWithoutIssuerUrl.js"
import { leafAiaWithoutOcspUrl } from "../revocation/leafAiaWithoutOcspUrl.js"
import { leafCrlPointsCritical } from "../revocation/leafCrlPointsCritical.js"
import { leafCrlPointsWithoutUrl } from "../revocation/leafCrlPointsWithoutUrl.js"
import { ocspResponderWithCrlPoints } from "../revocation/ocspResponderWithCrlPoints.js"
import { ocspResponderWithoutNocheck } from "../revocation/ocspResponderWithoutNocheck.js"
import { revocationInformationMissing } from "../revocation/revocationInformationMissing.js"
import { subjectInfoAccessCritical } from "../revocation/subjectInfoAccessCritical.js"
import { subjectInfoAccessMethodForeign } from "../revocation/subjectInfoAccessMethodForeign.js"
import type { AnyRule } from "../rule.js"

export const revocationRules: readonly AnyRule[] = [
  aiaCaIssuersNotHttp,
  aiaCaIssuersWithoutHttp,
  aiaCritical,
  aiaInternalHost,
  aiaLocationRepeated,
  aiaMethodNotPermitted,
  aiaOcspNotHttp,
  caAiaCritical,
  caAiaMethodNotPermitted,
  caAiaMissing,
  caAiaNotHttp,
  caAiaWithoutIssuerUrl,
  caCrlPointsCritical,
  caCrlPointsMissing,
  caCrlPointsWithoutUrl,
  crlIssuerIsIssuer,
  crlIssuerPresent,
  crlPointIncomplete,
  crlPointWithoutLdapOrHttp,
  crlPointsCritical,
  crlPointsNotHttp,
  crlReasonsPresent,
  freshestCrlCritical,
  leafAiaCritical,
  leafAiaMissing,
  leafAiaWithoutIssuerUrl,
  leafAiaWithoutOcspUrl,
  leafCrlPointsCritical,
  leafCrlPointsWithoutUrl,
  ocspResponderWithCrlPoints,
  ocspResponderWithoutNocheck,
  revocationInformationMissing,
  subjectInfoAccessCritical,
  subjectInfoAccessMethodForeign,
]
