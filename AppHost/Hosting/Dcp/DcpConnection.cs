using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Aspire.Hosting.Dcp;

/// <summary>Where the orchestrator listens, who signed its certificate, and the token that it accepts.</summary>
internal sealed record DcpConnection(Uri Server, X509Certificate2 Authority, string Token)
{
    /// <summary>Null: the file is not complete yet.</summary>
    public static DcpConnection? Parse(string kubeconfig)
    {
        var values = kubeconfig.Split('\n')
            .Select(line => line.Trim().TrimStart('-').Trim().Split(": ", 2))
            .Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0])
            .ToDictionary(group => group.Key, group => group.First()[1].Trim('"'));
        return values.TryGetValue("server", out var server)
            && values.TryGetValue("certificate-authority-data", out var authority)
            && values.TryGetValue("token", out var token)
                ? new DcpConnection(
                    new Uri(server), X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(Convert.FromBase64String(authority))), token)
                : null;
    }

    public HttpClient CreateClient()
    {
        var trust = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        trust.CustomTrustStore.Add(Authority);
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust },
        };
        return new HttpClient(handler)
        {
            BaseAddress = Server,
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Token) },
        };
    }

    /// <summary>Never the token.</summary>
    public override string ToString() => $"DCP at {Server}";
}
