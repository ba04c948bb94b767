import { texts } from "../../texts/en";
import { Fact } from "../../ui/Fact";
import type { Secret } from "../tenant-secrets/tenantSecrets";

const words = texts.dkim;

/** How a domain's mail is signed, for those who look after all tenants. */
export function DkimFacts({ secret: { selector, algorithm, dnsMode } }: { readonly secret: Secret }) {
  return (
    <>
      <Fact name={words.selector}>{selector === undefined ? words.noSelector : <span className="mono">{selector}</span>}</Fact>
      {algorithm !== undefined && <Fact name={words.algorithm}>{words.algorithms[algorithm]}</Fact>}
      {dnsMode !== undefined && <Fact name={words.mode}>{words.modes[dnsMode]}</Fact>}
    </>
  );
}
