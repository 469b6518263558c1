/** What --fleet says where nothing works without one. */
export const fleetAbout = "the fleet (default: fleet.yaml, here or in a folder above)"
/** What --domain says. */
export const domainAbout = "for this domain of fleet.yaml, which has a certificate of its own on the proxies"
/** What --domains says. */
export const domainsAbout = "for every domain of fleet.yaml, one after the other"
/** What it says where names are compared with a fleet, if there is one. */
export const fleetNamesAbout =
  "check that every name of this fleet is covered (default: fleet.yaml, here or in a folder above)"
