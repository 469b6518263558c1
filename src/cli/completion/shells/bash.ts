/** Also for the bash 3.2 of macOS, which has no compopt and completes no files then. */
export const bashScript = String.raw`# certfleet completion for bash
_certfleet() {
  local kind= word rest glue= words=()
  # readline parts words at = and at :, which belong to certfleet's.
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if [[ \${#words[@]} -gt 0 && ( -n $glue || $word == [=:] ) ]]; then
      words[\${#words[@]}-1]+=$word
      glue=
      [[ $word == [=:] ]] && glue=1
    else
      words+=("$word")
    fi
  done
  word=\${words[\${#words[@]}-1]}
  # What readline holds to be done already is not offered again.
  local kept=\${word%"\${word##*[=:]}"}
  COMPREPLY=()
  {
    IFS= read -r kind
    while IFS=$'\t' read -r word rest; do COMPREPLY+=("\${word#"$kept"}"); done
  } < <("$1" __complete -- "\${words[@]}" 2>/dev/null)
  case $kind in
    files) compopt -o default 2>/dev/null ;;
    folders) compopt -o filenames -o plusdirs 2>/dev/null ;;
  esac
}
complete -F _certfleet certfleet
`.replaceAll("\\${", "${")
