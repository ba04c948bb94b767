import type { Role } from "../session/session";
import { texts } from "../texts/en";
import type { IconName } from "../ui/Icon";

export interface NavigationItem {
  readonly to: string;
  readonly label: string;
  readonly icon: IconName;
}

export interface NavigationGroup {
  readonly title: string;
  readonly items: readonly NavigationItem[];
}

const account: NavigationGroup = { title: texts.navigation.account, items: [{ to: "/account", label: texts.navigation.yourAccount, icon: "person" }] };

const tenant: readonly NavigationGroup[] = [
  {
    title: `${texts.navigation.settings} → ${texts.navigation.infrastructure}`,
    items: [{ to: "/dashboard/settings/infrastructure/ssh-access", label: texts.navigation.sshAccess, icon: "key" }],
  },
  {
    title: texts.navigation.security,
    items: [
      { to: "/dashboard/activity", label: texts.navigation.activity, icon: "list" },
      { to: "/dashboard/notifications", label: texts.navigation.notifications, icon: "bell" },
    ],
  },
  account,
];

const admin: readonly NavigationGroup[] = [
  {
    title: `${texts.navigation.adminPanel} → ${texts.navigation.secretsManagement}`,
    items: [{ to: "/admin/secrets/alerts", label: texts.navigation.alerts, icon: "bell" }],
  },
  account,
];

const groups: Readonly<Record<Role, readonly NavigationGroup[]>> = {
  tenant_owner: tenant,
  tenant_admin: tenant,
  admin,
  operator: [account],
  developer: [account],
  service: [],
};

/** What a role may open: everything that the API allows it, and nothing else. */
export function navigationOf(role: Role): readonly NavigationGroup[] {
  return groups[role];
}

/** Where somebody begins. */
export const startOf = (role: Role): string => navigationOf(role)[0]?.items[0]?.to ?? "/account";

/** Whether a role may open an address. */
export function mayOpen(role: Role, path: string): boolean {
  const addresses = navigationOf(role).flatMap(({ items }) => items.map(({ to }) => to));
  return path === "/" || addresses.some((address) => path === address || path.startsWith(address + "/"));
}
