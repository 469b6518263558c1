/**
 * Command lines to try in the folder of a demo whose fleet goes on running. Where all went well each of them ends with 0, in this
 * order; else they show servers with the old certificate, which ends soon.
 */
export function keptCommands({ wentWell }: { readonly wentWell: boolean }): readonly string[] {
  const trust = "--trust root.pem"
  const look = ["status", trust, "--no-farms"].join(" ")
  if (!wentWell) return [`probe ${trust}`, look, "report bundle", "rollout bundle --dry-run"].map(typed)
  return [
    ...[`probe ${trust}`, `${look} --expect bundle/commercial.crt`, "report bundle"],
    ...["rollout bundle --dry-run", "rollback bundle", "rollout bundle"],
  ].map(typed)
}

function typed(words: string): string {
  return `certfleet ${words}`
}
