namespace PenguinMails.Vault.Http;

/// <summary>
/// Innermost step of every attempt: sends, follows the few redirects that a standby may answer, reads the whole answer, and
/// turns whatever means "wait" into <see cref="VaultUnavailableException"/>. Refusals (4xx) pass through.
/// </summary>
internal sealed class AnswerHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    // Vault's own limit for a request is 32 MiB; answers are Base64 of that at most.
    private const int AnswerLimit = 48 * 1024 * 1024;

    // A standby without forwarding names the active node. After a crash it may name a dead node, or itself.
    private const int MaxRedirects = 2;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var original = request.RequestUri;
        try
        {
            for (var redirects = 0; ; redirects++)
            {
                var response = await SendOnceAsync(request, cancellationToken);
                if (response.StatusCode is not (HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
                {
                    return response;
                }

                var target = response.Headers.Location;
                response.Dispose();
                request.RequestUri = redirects < MaxRedirects && Follow(request.RequestUri!, target) is { } next
                    ? next
                    : throw new VaultUnavailableException(VaultTrouble.NoActiveNode);
            }
        }
        finally
        {
            request.RequestUri = original;
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, cancellationToken);
            var network = response.Content;
            response.Content = await PlainTextContent.ReadAsync(network, AnswerLimit, cancellationToken);
            network.Dispose();
            VaultTroubles.ThrowIfUnavailable(response);
            return response;
        }
        catch (HttpRequestException failure)
        {
            response?.Dispose();
            var neverSent = failure.HttpRequestError
                is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;
            throw new VaultUnavailableException(VaultTrouble.Unreachable, mayHaveHappened: !neverSent, failure);
        }
        catch (IOException failure)
        {
            response?.Dispose();
            throw new VaultUnavailableException(VaultTrouble.Unreachable, mayHaveHappened: true, failure);
        }
        catch
        {
            response?.Dispose();
            throw;
        }
    }

    // The token goes along: only to the same address again, or to another node over the same or a safer scheme.
    private static Uri? Follow(Uri from, Uri? location)
    {
        var target = location is null ? null : new Uri(from, location);
        return target is not null && target != from && (target.Scheme == from.Scheme || target.Scheme == Uri.UriSchemeHttps) ? target : null;
    }
}
