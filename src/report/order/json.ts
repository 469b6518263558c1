import { certificateName } from "../../assess/certificateNames.js"
import type { OrderForeseen } from "../../issuance/foresee.js"
import type { Ordered } from "../../issuance/order.js"
import { chainJson, leafJson } from "../certificateText.js"

export function orderedJson({ bundle, findings, isEarlier = false, outcome, request }: Ordered): object {
  if (outcome === undefined || request === undefined) return { findings }
  const { folder, keyFile: key, csrFile: csr } = request
  const imported = bundle && {
    ...{ folder: bundle.folder, encrypted: bundle.encrypted },
    ...{ commonName: certificateName(bundle.assembled.leaf), ...leafJson(bundle.assembled.leaf) },
    chain: chainJson(bundle.assembled.chain),
  }
  const { kind, order, ...rest } = outcome
  return {
    order,
    isEarlier,
    outcome: kind,
    ...rest,
    request: { folder, key, csr },
    bundle: imported ?? null,
    findings,
  }
}

export function foreseenJson({ asked, findings, open, request, where }: OrderForeseen): object {
  const order = open && { id: open.id, reference: open.placed?.reference ?? null }
  return { where, open: order ?? null, request: request ?? null, asked, findings }
}
