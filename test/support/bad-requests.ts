/** A list or object that lies so deep in others that whoever walks through it runs out of stack. */
const nested = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth);
const DEEP_LIST = nested("[", "]", 50_000);
const DEEP_OBJECT = `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`;

/** Bodies that no endpoint takes for what it says; a line each. */
export const BAD_BODIES: readonly (readonly [name: string, body: string | Uint8Array])[] = [
  ["nothing", ""],
  ["half an object", "{"],
  ["null", "null"],
  ["a list", "[]"],
  ["a number", "7"],
  ["a text", '"text"'],
  ["not a number", '{"a":NaN}'],
  ["a number that is too large", '{"priority":1e999,"nth":1e999,"count":-1e999,"limit":1e400}'],
  ["a byte order mark", "\ufeff{}"],
  ["bytes that are no UTF-8", new Uint8Array([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0xc0, 0x22, 0x7d])],
  ["a form", "name=x&profile=y"],
  ["XML", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
  ["prototypes as keys", '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'],
  [
    "prototypes as values",
    '{"name":"__proto__","type":"constructor","signOnMode":"toString","decision":"__proto__","include":[{"__proto__":{}}],"effect":{"type":"__proto__"},"op":"__proto__","path":"__proto__"}',
  ],
  ["prototypes in what is merged", '{"profile":{"__proto__":{"polluted":1}},"settings":{"__proto__":{"polluted":1}}}'],
  ["a list of lists without end", DEEP_LIST],
  ["objects within objects without end", DEEP_OBJECT],
  ["depth in a field", `{"name":"x","profile":${DEEP_OBJECT},"config":${DEEP_OBJECT},"Operations":${DEEP_LIST}}`],
  [
    "every field of another type",
    '{"name":{},"label":[],"profile":7,"type":{},"config":[],"settings":"x","credentials":true,"scim_config":[],"Operations":{},"schemas":7,"members":"x","emails":{"a":1},"include":"everyone","exclude":{},"effect":[],"match":"x","enabled":"yes"}',
  ],
];

const times = (text: string, count: number): string => encodeURIComponent(text.repeat(count));

/** Queries that no list takes for what it says; a line each. */
export const BAD_QUERIES: readonly string[] = [
  "?limit=-1",
  "?limit=1e9",
  "?limit=abc&after=%00",
  "?limit=1&limit=2",
  "?q=%F0%28%8C",
  "?search=%22",
  `?search=${times("(", 20_000)}`,
  `?filter=${times("not (", 5_000)}`,
  `?filter=${times("(", 20_000)}`,
  `?filter=${times("userName[", 5_000)}`,
  `?filter=userName%20eq%20%22${times("\\", 20_000)}`,
  `?filter=${times("a", 100_000)}`,
  "?startIndex=-5&count=99999999999",
  "?page=-1&per_page=0",
  "?__proto__=1&constructor[prototype]=1",
  "?sortBy=__proto__&sortOrder=constructor",
  "?expand=constructor",
  `?attributes=${times("(", 10_000)}`,
];

/** What stands in the place of an id; a line each. */
export const BAD_IDS: readonly string[] = [
  "__proto__",
  "constructor",
  "..%2f..%2f..%2fetc%2fpasswd",
  "%2e%2e",
  "%00",
  "%F0%28",
  "%",
  "%0d%0aSet-Cookie:%20a=b",
  "a".repeat(10_000),
  "'%20OR%201=1",
];
