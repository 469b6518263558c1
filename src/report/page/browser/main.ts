import { filterTables } from "./filter.js"
import { openTargets } from "./open.js"
import { sortTables } from "./sort.js"
import { switchTheme } from "./theme.js"

// The page is whole without this script; nothing of what it does leaves the page.
switchTheme()
sortTables()
filterTables()
openTargets()
