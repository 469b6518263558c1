/** http-01, RFC 8555 section 8.3: for those whose names all lead to servers that a hook can put a file on. */
import type { ChallengeSolver, ChallengeTask } from "../../acme/authorization.js"
import { type HttpResource, http01Resource } from "../../acme/keyAuthorization.js"
import { callHook, type Hook } from "./hook.js"
import { forEach } from "./hookPublisher.js"

/** `HOOK put PATH CONTENT` has to bring it to every server behind the name, `HOOK remove PATH` takes it away again. */
export function http01Solver(hook: Hook): ChallengeSolver {
  return {
    type: "http-01",
    present: async (tasks, signal) => {
      for (const { path, content } of tasks.map(resourceOf))
        await callHook(hook, ["put", path, content], signal)
    },
    cleanUp: (tasks) => forEach(tasks.map(resourceOf), ({ path }) => callHook(hook, ["remove", path])),
  }
}

function resourceOf({ challenge, keyAuthorization = "" }: ChallengeTask): HttpResource {
  return http01Resource(challenge.token ?? "", keyAuthorization)
}
