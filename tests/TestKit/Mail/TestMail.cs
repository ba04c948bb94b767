using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using PenguinMails.LocalComponents;

namespace PenguinMails.TestKit;

/// <summary>What the mail servers of all test servers of this process share.</summary>
public static class TestMail
{
    private static readonly Lazy<CertificateAuthority> SharedAuthority = new(() => new CertificateAuthority(TestFolder.Create("ca")));

    /// <summary>Clients connect from 127.0.0.1. Dovecot trusts connections from the address that it listens on, even without TLS.</summary>
    internal const string Address = "127.0.70.1";

    /// <summary>Has issued the certificates of the mail servers.</summary>
    public static CertificateAuthority Authority => SharedAuthority.Value;

    /// <summary>Whether a certificate is of this authority and in force. It is for the client to compare the name.</summary>
    public static bool IsTrusted(X509Certificate2 certificate, X509Certificate2 authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    internal static TenantMailServer CreateServer() =>
        new(Authority, ReservedPort.Take(), ReservedPort.Take(), ReservedPort.Take(), ReservedPort.Take()) { HasDelays = false };

    /// <summary>Waits until Dovecot and Postfix greet.</summary>
    internal static async Task WaitReadyAsync(TenantMailServer mail, string address)
    {
        foreach (var port in new[] { mail.SubmissionPort, mail.ImapPort, mail.SmtpPort })
        {
            await Eventually.Async(
                async () =>
                {
                    using var client = new TcpClient();
                    await client.ConnectAsync(address, port);
                    using var reader = new StreamReader(client.GetStream());
                    return await reader.ReadLineAsync() is { Length: > 0 };
                },
                what: $"A greeting of the mail server on port {port}");
        }
    }
}
