import { type TsigAlgorithm, type TsigKey, tsigAlgorithms } from "../../dns/tsig.js"
import { ToolError } from "../../errors.js"
import { Secret } from "../../secret.js"

/** What fleet.yaml says of the key, without its secret. */
export interface TsigKeySettings {
  readonly name: string
  readonly algorithm: TsigAlgorithm
}

/**
 * A key from its secret in base64, or from a key file as `tsig-keygen` and `keymgr -t` write it.
 *
 * @param text what was in the file or variable
 * @throws ToolError `config`, with nothing of the secret in it
 */
export function tsigKey(settings: TsigKeySettings, text: Secret): TsigKey {
  const shown = text.revealText()
  const own = /\bsecret:?\s+"?([A-Za-z0-9+/=]+)"?/i.exec(shown)?.[1] ?? shown.trim()
  const algorithm = /\balgorithm:?\s+"?(hmac-sha\d+)"?/i.exec(shown)?.[1]?.toLowerCase()
  const what = `the TSIG key ${settings.name}`
  if (
    !/^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$|^[A-Za-z0-9+/]{2,3}={1,2}$/.test(own)
  )
    throw new ToolError("config", `${what} is not in base64`, {
      hint: "keep what stands behind `secret` in the name server's configuration, or its key file",
    })
  if (algorithm !== undefined && algorithm !== settings.algorithm)
    throw new ToolError("config", `${what} is of ${algorithm}, fleet.yaml says ${settings.algorithm}`, {
      hint: `write algorithm: one of ${Object.keys(tsigAlgorithms).join(", ")}, as in the key file`,
    })
  return { ...settings, secret: new Secret(Buffer.from(own, "base64")) }
}
