#!/usr/bin/env bash
# MimeKit 4.18.2: a DKIM key record with blanks around "=" (`v=DKIM1 ; k = rsa ; p = ...`), which RFC 6376, section 3.2, allows in every
# tag, is "not found in DNS TXT record" (ParseException). A revoked key (`p=` empty, section 3.6.1) gives an ArgumentException "unexpected
# object: null" in place of an answer. dkimpy and OpenDKIM read the first and call the second revoked.
# Expected: blanks change nothing; a revoked key is a verification that fails, or an exception that says so.
set -euo pipefail
version=4.18.2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

cat >probe.cs <<P
#:package MimeKit@$version
#:property PublishAot=false
using System.Security.Cryptography;
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;

using var key = RSA.Create(2048);
File.WriteAllText("key.pem", key.ExportPkcs8PrivateKeyPem());
var p = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
var message = new MimeMessage(new[] { new MailboxAddress("", "a@example.net") }, new[] { new MailboxAddress("", "b@example.net") }, "probe", new TextPart("plain") { Text = "Text." });
message.Prepare(EncodingConstraint.SevenBit);
new DkimSigner("key.pem", "example.net", "probe").Sign(message, [HeaderId.From, HeaderId.Subject]);
var signature = message.Headers[message.Headers.IndexOf(HeaderId.DkimSignature)];
foreach (var (name, record) in new[]
{
    ("usual", \$"v=DKIM1; k=rsa; p={p}"), ("blanks inside p", \$"v=DKIM1; k=rsa; p={p[..90]} {p[90..]}"),
    ("blanks around =", \$"v=DKIM1 ; k = rsa ; p = {p}"), ("revoked", "v=DKIM1; k=rsa; p="),
})
{
    string result;
    try
    {
        result = new DkimVerifier(new Record(record)).Verify(message, signature) ? "valid" : "invalid";
    }
    catch (Exception exception)
    {
        result = \$"{exception.GetType().Name}: {exception.Message}";
    }

    Console.WriteLine(\$"{name}: {result}");
}

internal sealed class Record(string text) : DkimPublicKeyLocatorBase
{
    public override AsymmetricKeyParameter LocatePublicKey(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
        GetPublicKey(text);

    public override Task<AsymmetricKeyParameter> LocatePublicKeyAsync(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
        Task.FromResult(GetPublicKey(text));
}
P
seen=$(dotnet run probe.cs)
echo "MimeKit $version, key records:"
sed 's/^/  /' <<<"$seen"
expected='usual: valid
blanks inside p: valid
blanks around =: ParseException: Public key parameters not found in DNS TXT record.
revoked: ArgumentException: unexpected object: null'
[ "$seen" = "$expected" ] || { echo "The behaviour has changed."; exit 1; }
