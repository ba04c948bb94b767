import { createBrowserRouter, type RouteObject } from "react-router";
import { SignInPage } from "../features/sign-in/SignInPage";
import { CrashPage } from "./CrashPage";
import { loaded } from "./loading";
import { NotFoundPage } from "./NotFoundPage";
import { StartPage } from "./StartPage";

/** Where the person is going, or is. */
const goAnew = () => {
  const { pathname, search, hash } = router.state.navigation.location ?? router.state.location;
  window.history.replaceState(null, "", pathname + search + hash);
  window.location.reload();
};

/** Pages, and what surrounds them, are loaded when they are first shown: sign-in needs neither. */
const loadedLater = (load: () => Promise<{ default: React.ComponentType }>) => async () => ({ Component: (await loaded(load, goAnew)).default });

const page = (path: string, load: () => Promise<{ default: React.ComponentType }>): RouteObject => ({ path, lazy: loadedLater(load) });

export const router = createBrowserRouter([
  {
    errorElement: <CrashPage />,
    HydrateFallback: () => null,
    children: [
      { path: "/sign-in", element: <SignInPage /> },
      page("/invitations/:token", () => import("../features/invitations/InvitationPage")),
      {
        lazy: loadedLater(() => import("./Shell")),
        children: [
          { path: "/", element: <StartPage /> },
          page("/dashboard/settings/infrastructure/ssh-access", () => import("../features/ssh-access/SshAccessPage")),
          page("/dashboard/settings/infrastructure/ssh-access/guide", () => import("../features/ssh-access/GuidePage")),
          page("/dashboard/settings/api-keys", () => import("../features/api-keys/ApiKeysPage")),
          page("/dashboard/settings/email/dkim", () => import("../features/dkim/DkimPage")),
          page("/dashboard/activity", () => import("../features/activity/ActivityPage")),
          page("/dashboard/people", () => import("../features/users/PeoplePage")),
          page("/dashboard/notifications", () => import("../features/notifications/NotificationsPage")),
          page("/admin/secrets", () => import("../features/tenants/TenantsPage")),
          page("/admin/secrets/enrol", () => import("../features/enrolment/EnrolPage")),
          page("/admin/secrets/tenants/:tenantId", () => import("../features/tenant-secrets/TenantPage")),
          page("/admin/secrets/rotation", () => import("../features/rotation/RotationPage")),
          page("/admin/secrets/rotation/campaigns/:campaignId", () => import("../features/rotation/CampaignPage")),
          page("/admin/secrets/audit", () => import("../features/audit/AuditPage")),
          page("/admin/secrets/audit/ledger", () => import("../features/ledger/LedgerPage")),
          page("/admin/secrets/deletions", () => import("../features/deletions/DeletionsPage")),
          page("/admin/secrets/approvals", () => import("../features/approvals/ApprovalsPage")),
          page("/admin/secrets/drift", () => import("../features/drift/DriftPage")),
          page("/admin/secrets/users", () => import("../features/users/UsersPage")),
          page("/admin/secrets/reports", () => import("../features/reports/ReportsPage")),
          page("/admin/secrets/alerts", () => import("../features/alerts/AlertsPage")),
          page("/account", () => import("../features/account/AccountPage")),
          { path: "*", element: <NotFoundPage /> },
        ],
      },
    ],
  },
]);
