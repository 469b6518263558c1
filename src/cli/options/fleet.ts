/** Where commands look for the fleet unless told otherwise. Alone in its file: declarations must stay light. */
export const defaultFleetFile = "fleet.yaml"
