// The package types its main module only. That one starts a Java or native program; this one is JavaScript alone.
declare module "recheck/lib/browser" {
  export { checkSync } from "recheck";
}
