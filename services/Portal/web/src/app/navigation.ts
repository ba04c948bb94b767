import type { Role } from "../session/session";
import { texts } from "../texts/en";
import type { IconName } from "../ui/Icon";
import type { Waiting } from "./waiting";

export interface NavigationItem {
  readonly to: string;
  readonly label: string;
  readonly icon: IconName;
  /** Its link is the current one at this very address alone: other pages lie below it. */
  readonly isWholeAddress?: boolean;
  /** What its badge counts. */
  readonly waiting?: Waiting;
}

export interface NavigationGroup {
  readonly title: string;
  readonly items: readonly NavigationItem[];
}

const account: NavigationGroup = { title: texts.navigation.account, items: [{ to: "/account", label: texts.navigation.yourAccount, icon: "person" }] };

const tenantGroups = (people: readonly NavigationItem[]): readonly NavigationGroup[] => [
  {
    title: `${texts.navigation.settings} → ${texts.navigation.infrastructure}`,
    items: [
      { to: "/dashboard/settings/infrastructure/ssh-access", label: texts.navigation.sshAccess, icon: "key" },
      { to: "/dashboard/settings/api-keys", label: texts.navigation.apiKeys, icon: "grid" },
    ],
  },
  {
    title: `${texts.navigation.settings} → ${texts.navigation.email}`,
    items: [{ to: "/dashboard/settings/email/dkim", label: texts.navigation.dkim, icon: "shield" }],
  },
  {
    title: texts.navigation.security,
    items: [
      { to: "/dashboard/activity", label: texts.navigation.activity, icon: "list" },
      { to: "/dashboard/notifications", label: texts.navigation.notifications, icon: "bell" },
      ...people,
    ],
  },
  account,
];

const secrets: NavigationItem = { to: "/admin/secrets", label: texts.navigation.tenantSecrets, icon: "grid", isWholeAddress: true };
const rotation: NavigationItem = { to: "/admin/secrets/rotation", label: texts.navigation.rotation, icon: "rotate" };

const drift: NavigationItem = { to: "/admin/secrets/drift", label: texts.navigation.drift, icon: "warning" };

const management = (items: readonly NavigationItem[]): NavigationGroup => ({
  title: `${texts.navigation.adminPanel} → ${texts.navigation.secretsManagement}`,
  items,
});

const admin: readonly NavigationGroup[] = [
  management([
    secrets,
    rotation,
    drift,
    { to: "/admin/secrets/audit", label: texts.navigation.audit, icon: "list" },
    { to: "/admin/secrets/alerts", label: texts.navigation.alerts, icon: "bell", waiting: "alerts" },
    { to: "/admin/secrets/approvals", label: texts.navigation.approvals, icon: "check", waiting: "approvals" },
    { to: "/admin/secrets/users", label: texts.navigation.users, icon: "person" },
    { to: "/admin/secrets/reports", label: texts.navigation.reports, icon: "shield" },
  ]),
  account,
];

// Operators read how secrets stand; the ledger, alerts and approvals are administrators'.
const operator: readonly NavigationGroup[] = [management([secrets, rotation, drift]), account];

/** Pages below another one that fewer roles may open. */
const restricted: Readonly<Record<string, readonly Role[]>> = { "/admin/secrets/enrol": ["admin"], "/admin/secrets/deletions": ["admin"] };

const groups: Readonly<Record<Role, readonly NavigationGroup[]>> = {
  // The own tenant's people are its owners' to manage.
  tenant_owner: tenantGroups([{ to: "/dashboard/people", label: texts.navigation.people, icon: "person" }]),
  tenant_admin: tenantGroups([]),
  admin,
  operator,
  developer: [account],
  service: [],
};

/** What a role may open: everything that the API allows it, and nothing else. */
export function navigationOf(role: Role): readonly NavigationGroup[] {
  return groups[role];
}

/** Where somebody begins. */
export const startOf = (role: Role): string => navigationOf(role)[0]?.items[0]?.to ?? "/account";

const everywhere = [...new Set(Object.values(groups).flatMap((all) => all.flatMap(({ items }) => items.map(({ to }) => to))))];

/** Whether a role may open an address: the page that it belongs to, which is the nearest above it, must be among the role's. */
export function mayOpen(role: Role, path: string): boolean {
  if (restricted[path.replace(/\/+$/, "")]?.includes(role) === false) {
    return false;
  }
  const page = everywhere.filter((to) => path === to || path.startsWith(to + "/")).sort((one, other) => other.length - one.length)[0];
  return path === "/" || navigationOf(role).some(({ items }) => items.some(({ to }) => to === page));
}
