using System.Net;
using System.Net.Sockets;

namespace PenguinMails.Identity.Webhooks;

/// <summary>Judges a webhook's address when it is given. It is judged again whenever something is sent, by what its host resolves to then.</summary>
internal sealed class WebhookUrl(PublicAddresses addresses, IOptions<WebhookOptions> options, TimeProvider time)
{
    public const int MaxLength = 2000;
    private const int MaxHostLength = 253;
    private const int MaxLabelLength = 63;
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

        return HostOf(address) is not { } host ? $"Must name a host of at most {MaxHostLength} characters, with at most {MaxLabelLength} between two dots."
            : isLocal || await IsPublicAsync(host, cancellationToken) ? null
            : NotPublic;
    }

    /// <returns>The host as resolvers know it; null when no resolver can (RFC 1035, 2.3.4).</returns>
    private static string? HostOf(Uri address)
    {
        try
        {
            var host = address.IdnHost.TrimEnd('.');
            return address.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6
                || (host.Length <= MaxHostLength && host.Split('.').All(label => label.Length is > 0 and <= MaxLabelLength))
                ? host
                : null;
        }
        catch (Exception unknown) when (unknown is UriFormatException or ArgumentException)
        {
            return null; // it has no form in ASCII
        }
    }

    private async Task<bool> IsPublicAsync(string host, CancellationToken cancellationToken)
    {
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
