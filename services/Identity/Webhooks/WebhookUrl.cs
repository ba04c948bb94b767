using System.Net;
using System.Net.Sockets;

namespace PenguinMails.Identity.Webhooks;

/// <summary>Judges a webhook's address when it is given. It is judged again whenever something is sent, by what its host resolves to then.</summary>
internal sealed class WebhookUrl(PublicAddresses addresses, IOptions<WebhookOptions> options, TimeProvider time)
{
    public const int MaxLength = 2000;
    private const string NotPublic = "Must name a host with public addresses.";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly string[] LocalNames = ["localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa", "onion", "test", "invalid"];

    /// <returns>What is wrong with it; null when nothing is.</returns>
    public async Task<string?> FailureOfAsync(string url, CancellationToken cancellationToken)
    {
        if (url.Length > MaxLength || !Uri.TryCreate(url, UriKind.Absolute, out var address))
        {
            return $"Must be an https address of at most {MaxLength} characters.";
        }

        var isLocal = options.Value.AllowLoopback && address.IsLoopback;
        if (address.Scheme != Uri.UriSchemeHttps && !(isLocal && address.Scheme == Uri.UriSchemeHttp))
        {
            return "Must be an https address.";
        }

        if (address.UserInfo.Length > 0 || address.Fragment.Length > 0 || url.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter)))
        {
            return "Must have no user name, fragment or white space; who receives it proves by the signature that it is genuine.";
        }

        return isLocal || await IsPublicAsync(address, cancellationToken) ? null : NotPublic;
    }

    private async Task<bool> IsPublicAsync(Uri address, CancellationToken cancellationToken)
    {
        var host = address.IdnHost.TrimEnd('.');
        if (IPAddress.TryParse(host.Trim('[', ']'), out var literal))
        {
            return addresses.IsAllowed(literal);
        }

        if (!host.Contains('.', StringComparison.Ordinal) || LocalNames.Contains(host[(host.LastIndexOf('.') + 1)..], StringComparer.OrdinalIgnoreCase))
        {
            return false;
        }

        try
        {
            using var limit = new CancellationTokenSource(Patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            return (await Dns.GetHostAddressesAsync(host, either.Token)).All(addresses.IsAllowed);
        }
        catch (Exception unknown) when (unknown is SocketException || (unknown is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return true; // it may be known when something is sent
        }
    }
}
