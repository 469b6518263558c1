export const fishScript = String.raw`# certfleet completion for fish
function __certfleet_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l command $words[1]
    set -e words[1]
    set -l lines ($command __complete -- $words "$current" 2>/dev/null)
    set -l kind $lines[1]
    set -e lines[1]
    test (count $lines) -gt 0; and printf '%s\n' $lines
    # The value of --flag=value is completed alone, and offered with its flag.
    set -l flag (string match -r '^--[^=]+=' -- $current; or echo '')
    set -l value (string replace -r '^--[^=]+=' '' -- $current)
    switch $kind
        case files
            for path in (__fish_complete_path "$value")
                echo $flag$path
            end
        case folders
            for path in (__fish_complete_directories "$value" folder)
                echo $flag$path
            end
    end
end
complete -c certfleet -f -a '(__certfleet_complete)'
`
