import type { Declaration } from "../declaration.js"

export const declareCompletion: Declaration = (command, { action }) => {
  command
    .argument("<shell>", "bash, zsh or fish")
    .addHelpText(
      "after",
      `
Completed are commands, flags, servers, roles and farms of fleet.yaml, codes of findings, and the folders that import wrote. The
script asks certfleet each time, so that it stays right when either changes.

Examples:
  certfleet completion bash > ~/.local/share/bash-completion/completions/certfleet
  eval "$(certfleet completion bash)"                              in ~/.bashrc, where bash-completion is not installed
  certfleet completion zsh > /usr/local/share/zsh/site-functions/_certfleet
  certfleet completion fish > ~/.config/fish/completions/certfleet.fish`,
    )
    .action(
      action(async (io, shell: string) => {
        const { completion } = await import("./action.js")
        return completion(io, shell)
      }),
    )
}

/** What the scripts ask: the words before the cursor, the last of them unfinished. */
export const declareComplete: Declaration = (command, { action, everything }) => {
  command.argument("[words...]").action(
    action(async (io, words: string[]) => {
      const { complete } = await import("./complete.js")
      return complete(io, everything(), words)
    }),
  )
}
