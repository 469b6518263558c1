/** A refusal on the server's side: RFC 8555 section 6.7. */
export class Refused extends Error {
  readonly status: number
  readonly kind: string

  constructor(status: number, kind: string, detail: string) {
    super(detail)
    this.status = status
    this.kind = kind
  }

  get document(): object {
    return { type: `urn:ietf:params:acme:error:${this.kind}`, detail: this.message, status: this.status }
  }
}
