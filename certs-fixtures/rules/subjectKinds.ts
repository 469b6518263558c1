import { nameSpec } from "../certificateDer.js"
import { leaf, type Pair, type Pairs, type Patch, type Recipe } from "./build.js"
import { domainValidated, individualValidated, unclassified } from "./kinds.js"

/** A server certificate with this subject. */
function of(subject: string, patch: Patch = {}): Recipe {
  return leaf({ ...patch, subject: nameSpec(subject) })
}
/** Two certificates of one kind. */
function both(patch: Patch, good: string, bad: string): Pair {
  return { good: of(good, patch), bad: of(bad, patch) }
}

/** Before each kind had rules for places and persons, and before BR 2.0 put them all anew. */
const [in2014, in2016, in2021] = [{ from: "2014-01-01" }, { from: "2016-01-01" }, { from: "2021-09-01" }]
const dvIn2014: Patch = { ...in2014, ...domainValidated }
const ivIn2016: Patch = { ...in2016, ...individualValidated }
const university = "O=Example University"
const erika = "SN=Mustermann, GN=Erika"
const complete = `C=US, ST=Illinois, ${university}`

/** What the subject says and has to say for a kind of validation: BR 7.1.2.7.2 to 7.1.2.7.5. */
export const subjectKindsPairs: Pairs = {
  "country-missing": both(unclassified, complete, `ST=Illinois, ${university}`),
  "dv-subject-attribute": both(domainValidated, "C=US", `C=US, ST=Illinois, ${university}`),
  "dv-with-locality": both(dvIn2014, "C=US", "C=US, L=Springfield"),
  "dv-with-organization": both(dvIn2014, "C=US", `C=US, ${university}`),
  "dv-with-postal-code": both(dvIn2014, "C=US", "C=US, postalCode=62701"),
  "dv-with-state": both(dvIn2014, "C=US", "C=US, ST=Illinois"),
  "dv-with-street": both(dvIn2014, "C=US", "C=US, street=Main Street 1"),
  "iv-without-country": both(ivIn2016, `C=US, ST=Illinois, ${erika}`, `ST=Illinois, ${erika}`),
  "iv-without-full-name": both(
    individualValidated,
    `C=US, ST=Illinois, ${erika}`,
    "C=US, ST=Illinois, SN=Mustermann",
  ),
  "iv-without-name": both(ivIn2016, `C=US, ST=Illinois, ${erika}`, "C=US, ST=Illinois"),
  "iv-without-place": both(ivIn2016, `C=US, ST=Illinois, ${erika}`, `C=US, ${erika}`),
  "locality-missing": both(unclassified, complete, `C=US, ${university}`),
  "locality-without-organization": both(
    unclassified,
    `C=US, L=Springfield, ${university}`,
    "C=US, L=Springfield",
  ),
  "organizational-unit-without-organization": both(
    { ...unclassified, ...in2021 },
    `${complete}, OU=Computing Centre`,
    "C=US, OU=Computing Centre",
  ),
  "ov-without-country": both(in2014, complete, `ST=Illinois, ${university}`),
  "ov-without-organization": both(in2014, complete, "C=US, ST=Illinois"),
  "ov-without-place": both(in2014, complete, `C=US, ${university}`),
  "personal-name-without-iv-policy": {
    good: of(`C=US, ST=Illinois, ${erika}`, individualValidated),
    bad: of(`C=US, ST=Illinois, ${erika}`, unclassified),
  },
  "postal-code-without-organization": both(
    unclassified,
    `C=US, ST=Illinois, postalCode=62701, ${university}`,
    "C=US, postalCode=62701",
  ),
  "state-without-organization": both(unclassified, complete, "C=US, ST=Illinois"),
  "street-without-organization": both(
    unclassified,
    `C=US, ST=Illinois, street=Main Street 1, ${university}`,
    "C=US, street=Main Street 1",
  ),
}
