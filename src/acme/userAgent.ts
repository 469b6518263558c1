import manifest from "../../package.json" with { type: "json" }

/** RFC 8555 section 6.1: a client says who it is. */
export const userAgent = `certfleet/${manifest.version} node/${process.versions.node}`
