/** When a process started, in ticks from the machine's start: proc(5), field 22, told from behind the name in brackets. */
export const startOf = `start_of() { stat=$(cat "/proc/$1/stat" 2>/dev/null) && set -- \${stat##*) } && [ $# -ge 20 ] && shift 19 && echo "$1"; }`

/** $1 where a step's pid is, $2 the pid: true where a later process has that number by now, and nothing of the step is left. */
export const isAnother = `${startOf}
is_another() {
  began=$(cat "$1/start" 2>/dev/null) now=$(start_of "$2")
  [ -n "$began" ] && [ -n "$now" ] && [ "$began" != "$now" ]
}`
