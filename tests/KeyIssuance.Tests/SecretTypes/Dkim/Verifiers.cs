using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.SecretTypes.Dkim;

/// <summary>Two verifiers that share no code: MimeKit here, and dkimpy as a program of its own. One alone could share a mistake with the signer.</summary>
internal static class Verifiers
{
    private const string Program =
        """
        import dkim, re, subprocess, sys
        path, address, port, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
        def text(name, timeout=5):
            name = name.decode() if isinstance(name, bytes) else name
            ask = lambda name, kind: subprocess.run(["kdig", "@" + address, "-p", port, "+tcp", "+short", name, kind], capture_output=True, text=True).stdout
            out = ask(ask(name, "CNAME").strip() or name, "TXT")
            lines = [l for l in out.split("\n") if l.startswith('"')]
            return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', lines[0])).replace("\\;", ";").encode() if len(lines) == 1 else None
        message = open(path, "rb").read()
        for index in range(count):
            d = dkim.DKIM(message)
            try:
                valid = d.verify(index, dnsfunc=text)
            except dkim.DKIMException:
                valid = False
            if valid:
                print(d.signature_fields[b"s"].decode())
        """;

    /// <summary>The selectors of signatures that both call valid.</summary>
    /// <param name="dns">The server that publishes the keys.</param>
    /// <param name="file">The message.</param>
    public static async Task<IReadOnlyList<string>> ValidSignersAsync(TestDnsServer dns, string file)
    {
        using var message = await MimeMessage.LoadAsync(file);
        var signatures = message.Headers.Where(header => header.Id == HeaderId.DkimSignature).ToArray();
        var ofMimeKit = new List<string>();
        foreach (var signature in signatures)
        {
            var locator = new Locator(dns);
            try
            {
                if (await new DkimVerifier(locator).VerifyAsync(message, signature))
                {
                    ofMimeKit.Add(locator.Selector);
                }
            }
            catch (Exception failure) when (failure is FormatException or ArgumentException)
            {
                // No record, or no key in it.
            }
        }

        var ofDkimPy = (await Tool.RunAsync("/usr/bin/python3", ["-c", Program, file, dns.Address, $"{dns.Port}", $"{signatures.Length}"]))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(ofDkimPy.Order(StringComparer.Ordinal), Is.EqualTo(ofMimeKit.Order(StringComparer.Ordinal)), "dkimpy and MimeKit agree");
        return ofMimeKit;
    }

    private sealed class Locator(TestDnsServer dns) : DkimPublicKeyLocatorBase
    {
        public string Selector { get; private set; } = "";

        public override AsymmetricKeyParameter LocatePublicKey(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public override async Task<AsymmetricKeyParameter> LocatePublicKeyAsync(string methods, string domain, string selector, CancellationToken cancellationToken = default)
        {
            Selector = selector;
            var text = await DnsTool.ResolveAsync(dns, $"{selector}._domainkey.{domain}");
            return text.Length == 0 ? throw new FormatException("No record.") : GetPublicKey(text);
        }
    }
}
