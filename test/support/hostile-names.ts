/** Names that people could choose, or somebody who means ill; a line each. All are texts that both APIs store. */
export const HOSTILE_NAMES: readonly (readonly [what: string, name: string])[] = [
  ["quotes", `"Finance" 'and' \`more\``],
  ["a backslash at the end", "Finance\\"],
  ["an escaped quote", 'a\\" or profile.name sw "'],
  ["HTML", '<img src=x onerror="globalThis.injected=1">'],
  ["a script", "</td></script><script>globalThis.injected=1</script>"],
  ["an entity", "R&amp;D &lt;b&gt;"],
  ["a template", "${injected} {{injected}} #{injected} %s"],
  ["Markdown", "[link](https://evil.example) | **bold** # head"],
  ["YAML", "- key: value # comment"],
  ["a path", "../../etc/passwd?x=1&y=2#z %2e%2e"],
  ["right to left", "\u05e9\u05dc\u05d5\u05dd 123"],
  ["a direction that is turned", "user\u202egnp.exe"],
  ["nothing to see", "zero\u200bwidth"],
  ["emoji", "👩‍👩‍👧‍👦 Family 🏳️‍🌈"],
  ["marks that combine", "Z\u0351\u036b\u0343a\u0300lgo"],
  ["a decomposed letter", "Cafe\u0301"],
  ["the composed letter", "Caf\u00e9"],
  ["__proto__", "__proto__"],
  ["constructor", "constructor"],
  ["lower case", "finance team"],
  ["upper case", "FINANCE TEAM"],
  ["100 characters", "x".repeat(100)],
  ["255 characters", "y".repeat(255)],
];

/** What a terminal or a line would obey. */
export const CONTROL_NAMES: readonly (readonly [what: string, name: string])[] = [
  ["a colour", "a\u001b[31mred\u001b[0m"],
  ["a line of its own", "a\r\nFAIL everything"],
  ["a title of the terminal", "\u001b]0;title\u0007"],
  ["a C1 control", "a\u009b31m"],
  ["NUL", "a\u0000b"],
  ["a line end of Unicode", "a\u2028b\u2029c"],
  ["a direction that is turned", "a\u202eb\u2066c\u200fd"],
];
