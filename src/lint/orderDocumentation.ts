/** What findings mean that come up before a certificate is ordered. */
export const orderDocumentation: Readonly<Record<string, { readonly what: string; readonly why?: string }>> =
  {
    "order-domain-unknown": {
      what: "A name of the CSR is under no domain that the CertCentral account has.",
      why: "DigiCert would take the order, and wait until somebody has shown that the domain is theirs.",
    },
    "order-unvalidated": {
      what: "DigiCert has not validated the organization, or a domain, for the kind of product that is ordered.",
      why: "The order waits for it, for days if a human has to answer.",
    },
    "order-validation-ended": {
      what: "A validation may not be used for certificates any more.",
      why: "Domains are to be validated again every 200 days, every 100 from 2027-03-15, every 10 from 2029-03-15 on.",
    },
    "order-validation-ends": {
      what: "A validation ends within 30 days, by its own date or by a rule that comes into force.",
      why: "The next renewal would find it ended, and wait for a human.",
    },
    "order-validation-unknown": {
      what: "DigiCert says that something is validated, and not until when.",
      why: "What could not be checked is not taken for good.",
    },
    "order-terms": {
      what: "The CA's directory names terms of service, and fleet.yaml does not say that they are agreed to.",
      why: "Without that the CA makes no account, and nothing can be ordered.",
    },
    "order-binding": {
      what: "The CA binds new accounts to an account of its customer, and fleet.yaml has no credentials for that.",
      why: "It makes no account without them, and nothing can be ordered.",
    },
    "order-no-challenge": {
      what: "fleet.yaml sets up no challenge, and the account at the CA is still to be made.",
      why: "That is right where the CA has validated the domains beforehand. Anywhere else the order stops at the first name.",
    },
    "order-hook-program": {
      what: "The program that publishes challenges is not there, or may not be executed.",
      why: "The order would be at the CA already when that shows, and its challenges could not be met.",
    },
    "order-caa-forbids": {
      what: "CAA records of a name, or of the nearest name above it that has any, do not name the CA.",
      why: "Every public CA looks at them before it issues, and refuses the whole order for one name.",
    },
    "order-caa-restricts": {
      what: "The CAA record that names the CA allows other kinds of validation than the one that is set up.",
      why: "The CA refuses the order, although the challenge is met.",
    },
    "order-caa-account": {
      what: "The CAA record that names the CA allows one account of it alone.",
      why: "An order of any other account is refused; which account that is only the CA's address of it tells.",
    },
    "order-caa-critical": {
      what: "A CAA record is marked as critical, with a property that is not generally known.",
      why: "A CA must not issue where it does not know a critical property; mostly it is a typing error.",
    },
    "order-caa-unknown": {
      what: "There are CAA records, and the CA does not say by which name it would be found in them.",
      why: "What could not be checked is not taken for good.",
    },
    "order-name-unresolved": {
      what: "A name of the certificate has no address.",
      why: "A typing error in fleet.yaml would be in the certificate for as long as that lives.",
    },
    "order-name-unreached": {
      what: "A name has no address, and the CA is to fetch its challenge from there.",
    },
    "order-challenge-away": {
      what: "The record of a challenge does not lead into the zone that is updated.",
      why: "The CA follows CNAME records from _acme-challenge.NAME, and finds nothing where nothing is written.",
    },
    "order-update-server": {
      what: "The server that is to take updates does not have the zone.",
      why: "It would refuse the first update, within the order.",
    },
    "order-challenge-alias": {
      what: "The record of a challenge is an alias, and a hook publishes it.",
      why: "Most providers' interfaces write to the name that they are given, where the CNAME record stands.",
    },
    "order-unchecked": {
      what: "A name server or resolver did not answer, or not with a usable answer.",
      why: "A CA that cannot look records up must not issue either.",
    },
  }
