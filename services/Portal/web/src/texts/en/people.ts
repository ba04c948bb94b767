/** What a tenant's owner reads about the own people; the rest is as administrators read it. */
export const people = {
  title: "People",
  intro: "Everybody in your organisation who can sign in. People come by invitation.",
  list: "Members",
  roles: { tenant_owner: "Tenant owner", tenant_admin: "Tenant admin" },
  roleHints: {
    tenant_owner: "Can do everything that you can, including managing people.",
    tenant_admin: "Can manage SSH access, and sees activity and notifications. Cannot manage people.",
  },
} as const;
