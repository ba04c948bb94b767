namespace PenguinMails.Vault.Session;

/// <summary>
/// Puts the process's token on every request. Vault answers 403 alike to a dead token and to a missing right, so after a 403
/// the token is looked up; when it is dead a new one is fetched and the request, which Vault did not act on, is made again.
/// </summary>
internal sealed class TokenHandler(HttpMessageHandler inner, VaultSession session) : DelegatingHandler(inner)
{
    public const string TokenHeader = "X-Vault-Token";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var token = await session.GetTokenAsync(cancellationToken);
        var response = await SendWithAsync(token, request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Forbidden || await session.IsAliveAsync(token, cancellationToken))
        {
            return response;
        }

        response.Dispose();
        session.Replace(token);
        return await SendWithAsync(await session.GetTokenAsync(cancellationToken), request, cancellationToken);
    }

    private Task<HttpResponseMessage> SendWithAsync(string token, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Remove(TokenHeader);
        request.Headers.Add(TokenHeader, token);
        return base.SendAsync(request, cancellationToken);
    }
}
