/**
 * Where to go after signing in, from the address of the sign-in page. Only pages of the portal: anything else, such as another site's
 * address, leads to the start page.
 */
export function nextPage(search: string): string {
  const next = new URLSearchParams(search).get("next");
  return next !== null && /^\/(?:dashboard|admin|account)(?:[/?]|$)/.test(next) && !next.includes("\\") && !next.includes("..") ? next : "/";
}
