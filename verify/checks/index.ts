import type { Check } from "../check";
import { provisioningErrors, scimGroups, scimUpdates, scimUsers } from "./arrived";
import { scimAssignments, signInAssignments } from "./assignments";
import { pushGroups, scimConnection, scimFeatures, scimService } from "./provisioning";
import { changedByHand, strayGroups } from "./safety";
import { samlCertificate } from "./saml";
import { clientSecret, discovery, groupsReach, groupsScope, loginRequest, redirectUri } from "./sign-in";
import { authorizationServer, groupsClaim, loginMethod, scimApp, signInApp } from "./there";
import { nothingTwice } from "./twice";

/** Every check, in the order of a report. */
export const CHECKS: readonly Check[] = [
  loginMethod,
  signInApp,
  groupsClaim,
  authorizationServer,
  scimApp,
  redirectUri,
  discovery,
  groupsScope,
  loginRequest,
  clientSecret,
  groupsReach,
  samlCertificate,
  signInAssignments,
  scimService,
  scimConnection,
  scimFeatures,
  scimAssignments,
  pushGroups,
  scimGroups,
  scimUsers,
  scimUpdates,
  provisioningErrors,
  changedByHand,
  strayGroups,
  nothingTwice,
];
