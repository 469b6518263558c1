/** Works from a file in fpath and from `source <(certfleet completion zsh)`. */
export const zshScript = String.raw`#compdef certfleet
# certfleet completion for zsh
_certfleet() {
  local kind word about
  local -a offers
  {
    IFS= read -r kind
    while IFS=$'\t' read -r word about; do
      offers+=("\${word//:/\\:}\${about:+:$about}")
    done
  } < <("\${(Q)words[1]}" __complete -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)
  (( $#offers )) && _describe -t certfleet certfleet offers
  if [[ $kind == files || $kind == folders ]]; then
    [[ $PREFIX == --*=* ]] && compset -P '*='
    if [[ $kind == files ]]; then _files; else _files -/; fi
  fi
}
if [[ \${funcstack[1]} == _certfleet ]]; then _certfleet "$@"; else compdef _certfleet certfleet; fi
`.replaceAll("\\${", "${")
