import type * as okta from "@pulumi/okta";
import type * as pulumi from "@pulumi/pulumi";
import { DEFAULT_GROUPS_CLAIM_REGEX } from "../../lib/groups-claim";
import { DEFAULT_GROUPS_ATTRIBUTE, EMAIL_ATTRIBUTE, isReservedSamlAttribute } from "../../lib/saml-attributes";
import type { ArgsCheck } from "../args";

/** The groups in the SAML assertion: Okta's "Group Attribute Statements", always "Matches regex". */
export interface GroupsAttributeArgs {
  /**
   * Name of the attribute. Defaults to `groups`: Cloudflare takes no other for a person's groups. Updated in place.
   */
  name?: string;
  /**
   * A group is in the attribute when its whole name matches this regular expression (Java's dialect). Defaults to `.*`,
   * every group. Updated in place; takes effect at a person's next login.
   */
  regex?: pulumi.Input<string>;
}

/** What an app says of a person in its assertions. */
export interface SamlAttributesArgs {
  /** The groups. Defaults to every group in an attribute called `groups`. */
  groupsAttribute?: GroupsAttributeArgs;
  /**
   * Attributes besides e-mail and groups: an expression of Okta's language, such as `user.department`, by the name of
   * the attribute. Defaults to none. Updated in place.
   */
  attributes?: Record<string, pulumi.Input<string>>;
}

/** What the other side of SAML sign-in needs to know of the app. None of it is a secret. */
export interface SamlSignOn {
  /** "Identity Provider Single Sign-On URL": where Cloudflare sends people to sign in. */
  readonly ssoUrl: pulumi.Output<string>;
  /** "Identity Provider Issuer", such as `http://www.okta.com/exk1gjh63g214q0Hq0g4`. */
  readonly issuer: pulumi.Output<string>;
  /** "X.509 Certificate" with which Okta signs, base64 without PEM armour. Another one after Okta rotated it. */
  readonly certificate: pulumi.Output<string>;
}

const UNSPECIFIED = "urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified";

/** The attribute statements of an app: e-mail, groups, then the others in the order of their names. */
export function attributeStatements(args: SamlAttributesArgs): okta.types.input.app.SamlAttributeStatement[] {
  const expression = (name: string, value: pulumi.Input<string>) => ({
    type: "EXPRESSION",
    name,
    namespace: UNSPECIFIED,
    values: [value],
  });
  return [
    expression(EMAIL_ATTRIBUTE, "user.email"),
    {
      type: "GROUP",
      name: args.groupsAttribute?.name ?? DEFAULT_GROUPS_ATTRIBUTE,
      namespace: UNSPECIFIED,
      filterType: "REGEX",
      filterValue: args.groupsAttribute?.regex ?? DEFAULT_GROUPS_CLAIM_REGEX,
      // Not needed, but what the provider reads back: without it the first refresh reports a change.
      values: [],
    },
    // Sorted, so that the order in which somebody writes them is no change.
    ...Object.entries(args.attributes ?? {})
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, value]) => expression(name, value)),
  ];
}

/** What Cloudflare needs to know of a SAML app. */
export function samlSignOn(app: okta.app.Saml): SamlSignOn {
  return { ssoUrl: app.httpPostBinding, issuer: app.entityUrl, certificate: app.certificate };
}

/** Reports what is wrong with the attributes. */
export function checkSamlAttributes(check: ArgsCheck, where: string, args: SamlAttributesArgs): ArgsCheck {
  check.groupsClaimRegex(`${where}groupsAttribute.regex`, args.groupsAttribute?.regex);
  for (const name of Object.keys(args.attributes ?? {})) {
    if (isReservedSamlAttribute(name) || name === args.groupsAttribute?.name) {
      check.add(
        `${where}attributes["${name}"]`,
        "is sent in any case",
        "Remove it; groupsAttribute says which groups are sent",
      );
    }
  }
  return check;
}
