import { invalidSearch } from "./errors";

/** How a name in an expression is looked up: undefined for an attribute that does not exist. */
export type Lookup<T> = (item: T, attribute: string) => unknown;

/** What an endpoint allows in its expressions. */
export interface SearchRules<T> {
  /** True when this attribute may be searched. */
  readonly attribute: (name: string) => boolean;
  readonly lookup: Lookup<T>;
  /** `search` ignores upper and lower case in strings, `filter` does not. */
  readonly ignoreCase: boolean;
}

/** True for the items that an expression wants. */
export type Predicate<T> = (item: T) => boolean;

const OPERATORS = ["eq", "ne", "sw", "ew", "co", "gt", "ge", "lt", "le", "pr"] as const;
type Operator = (typeof OPERATORS)[number];
type Literal = string | number | boolean | null;

interface Token {
  readonly kind: "open" | "close" | "word" | "literal";
  readonly text: string;
  readonly value?: Literal;
}

/**
 * Reads an expression in Okta's SCIM-like language: comparisons (`eq ne sw ew co gt ge lt le`), presence (`pr`), `and`,
 * `or`, `not (…)`, parentheses. `and` binds tighter than `or`.
 *
 * @see https://developer.okta.com/docs/reference/core-okta-api/#filter
 * @throws OktaError E0000031
 */
export function parseExpression<T>(text: string, rules: SearchRules<T>): Predicate<T> {
  const parser = new Parser(tokenize(text), rules);
  return parser.parse();
}

/** How deep parentheses and negations may lie in each other. */
const DEEPEST = 50;

const TOKEN = /\s*(?:(\()|(\))|"((?:[^"\\]|\\.)*)"|([^\s()"]+))/y;

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const source = text.trimEnd();
  while (TOKEN.lastIndex < source.length) {
    const match = TOKEN.exec(source);
    if (match === null) {
      throw invalidSearch("Invalid search syntax.");
    }
    tokens.push(token(match));
  }
  return tokens;
}

function token(match: RegExpExecArray): Token {
  const [, open, close, quoted, word] = match;
  if (open !== undefined) {
    return { kind: "open", text: open };
  }
  if (close !== undefined) {
    return { kind: "close", text: close };
  }
  if (quoted !== undefined) {
    const value = quoted.replace(/\\(.)/g, "$1");
    return { kind: "literal", text: value, value };
  }
  const text = word ?? "";
  const value = bareLiteral(text);
  return value === undefined ? { kind: "word", text } : { kind: "literal", text, value };
}

function bareLiteral(text: string): Literal | undefined {
  if (text === "true" || text === "false") {
    return text === "true";
  }
  if (text === "null") {
    return null;
  }
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

class Parser<T> {
  private position = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly rules: SearchRules<T>,
  ) {}

  parse(): Predicate<T> {
    const predicate = this.either();
    if (this.position < this.tokens.length) {
      throw invalidSearch("Invalid search syntax.");
    }
    return predicate;
  }

  private either(): Predicate<T> {
    const alternatives = [this.both()];
    while (this.takeWord("or")) {
      alternatives.push(this.both());
    }
    return (item) => alternatives.some((alternative) => alternative(item));
  }

  private both(): Predicate<T> {
    const parts = [this.unary()];
    while (this.takeWord("and")) {
      parts.push(this.unary());
    }
    return (item) => parts.every((part) => part(item));
  }

  private unary(): Predicate<T> {
    this.depth += 1;
    if (this.depth > DEEPEST) {
      throw invalidSearch("Invalid search syntax.");
    }
    const predicate = this.nested();
    this.depth -= 1;
    return predicate;
  }

  private nested(): Predicate<T> {
    if (this.takeWord("not")) {
      const negated = this.unary();
      return (item) => !negated(item);
    }
    if (this.take("open") !== undefined) {
      const inner = this.either();
      if (this.take("close") === undefined) {
        throw invalidSearch("Invalid search syntax.");
      }
      return inner;
    }
    return this.comparison();
  }

  private comparison(): Predicate<T> {
    const attribute = this.take("word")?.text;
    const word = this.take("word")?.text.toLowerCase();
    const operator = OPERATORS.find((candidate) => candidate === word);
    if (attribute === undefined || operator === undefined) {
      throw invalidSearch("Invalid search syntax.");
    }
    if (!this.rules.attribute(attribute)) {
      throw invalidSearch(`The attribute '${attribute}' cannot be searched.`);
    }
    const { lookup, ignoreCase } = this.rules;
    if (operator === "pr") {
      return (item) => values(lookup(item, attribute)).length > 0;
    }
    const literal = this.take("literal")?.value;
    if (literal === undefined) {
      throw invalidSearch("Invalid search syntax.");
    }
    const negative = operator === "ne";
    return (item) => {
      const actual = values(lookup(item, attribute));
      const hit = actual.some((value) => compare(value, negative ? "eq" : operator, literal, ignoreCase));
      return negative ? !hit : hit;
    };
  }

  private take(kind: Token["kind"]): Token | undefined {
    const next = this.tokens[this.position];
    if (next?.kind !== kind) {
      return undefined;
    }
    this.position += 1;
    return next;
  }

  private takeWord(word: string): boolean {
    const next = this.tokens[this.position];
    if (next?.kind !== "word" || next.text.toLowerCase() !== word) {
      return false;
    }
    this.position += 1;
    return true;
  }
}

/** What an attribute holds, as a list: nothing, one value, or the values of an array attribute. */
function values(value: unknown): unknown[] {
  if (value === undefined || value === null || value === "") {
    return [];
  }
  return Array.isArray(value) ? value : [value];
}

function compare(actual: unknown, operator: Operator, expected: Literal, ignoreCase: boolean): boolean {
  if (typeof actual !== "string" || typeof expected !== "string") {
    return operator === "eq" ? actual === expected : ordered(actual, operator, expected);
  }
  const left = ignoreCase ? actual.toLowerCase() : actual;
  const right = ignoreCase ? expected.toLowerCase() : expected;
  switch (operator) {
    case "eq":
      return left === right || sameInstant(actual, expected);
    case "sw":
      return left.startsWith(right);
    case "ew":
      return left.endsWith(right);
    case "co":
      return left.includes(right);
    default:
      return isTime(actual) && isTime(expected)
        ? ordered(Date.parse(actual), operator, Date.parse(expected))
        : ordered(left, operator, right);
  }
}

function ordered(left: unknown, operator: Operator, right: unknown): boolean {
  if (typeof left !== typeof right || (typeof left !== "number" && typeof left !== "string")) {
    return false;
  }
  const [a, b] = [left as number, right as number];
  switch (operator) {
    case "gt":
      return a > b;
    case "ge":
      return a >= b;
    case "lt":
      return a < b;
    case "le":
      return a <= b;
    default:
      return false;
  }
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/;

function isTime(text: string): boolean {
  return TIME.test(text);
}

function sameInstant(left: string, right: string): boolean {
  return isTime(left) && isTime(right) && Date.parse(left) === Date.parse(right);
}
