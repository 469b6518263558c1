/** How a script reports: a line `@key value`. */
export const say = `say() { printf '@%s %s\\n' "$1" "$2"; }`
