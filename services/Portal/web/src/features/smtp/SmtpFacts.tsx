import { texts } from "../../texts/en";
import { CopyButton } from "../../ui/CopyButton";
import { Fact } from "../../ui/Fact";
import { webAddress } from "../reveal/reveals";
import type { Secret } from "../tenant-secrets/tenantSecrets";

const words = texts.smtp;

/** Where SMTP credentials are for; the user name as the API masks it. */
export function SmtpFacts({ secret: { username, host, port, encryption, webmailUrl } }: { readonly secret: Secret }) {
  const address = webAddress(webmailUrl);
  return (
    <>
      {username !== undefined && (
        <Fact name={words.username}>
          <span className="mono">{username}</span>
        </Fact>
      )}
      {host !== undefined && (
        <Fact name={words.server}>
          <span className="mono">{words.address(host, port)}</span>
        </Fact>
      )}
      {encryption !== undefined && <Fact name={words.encryption}>{words.encryptions[encryption]}</Fact>}
      {webmailUrl !== undefined && (
        <Fact name={words.webmail}>
          {address === undefined ? (
            <span className="mono">{webmailUrl}</span>
          ) : (
            <a className="link wrap" href={address} target="_blank" rel="noopener noreferrer" title={texts.reveal.webmail}>
              {webmailUrl}
            </a>
          )}
          <CopyButton value={webmailUrl} what={words.webmail} />
        </Fact>
      )}
    </>
  );
}
