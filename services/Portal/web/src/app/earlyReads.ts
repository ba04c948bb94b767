/** What a page reads first, by its address. It is asked for while the scripts are still on their way (vite.config.ts), once the address says nothing else. */
export const earlyReads: Readonly<Record<string, readonly string[]>> = {
  "/admin/secrets": ["/portal/api/v1/admin/secrets/tenants?sort=tenantName&order=asc&page=1&pageSize=50"],
};

/** What every page reads first. */
export const earlySession = "/portal/session";
