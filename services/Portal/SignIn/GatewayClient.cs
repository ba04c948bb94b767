using System.Net;
using System.Net.Http.Headers;
using PenguinMails.Portal.Sessions;

namespace PenguinMails.Portal.SignIn;

/// <summary>Calls the API's authentication for a browser, through the gateway like everybody.</summary>
internal sealed class GatewayClient(HttpClient client, TimeProvider time)
{
    private const string Authentication = "/api/v1/auth/";

    /// <param name="call">Below <c>/api/v1/auth/</c>.</param>
    /// <param name="body">The JSON body; null for none.</param>
    /// <param name="accessToken">The session's token; null for calls without one.</param>
    /// <param name="browser">For whom: the ledger names its address and user agent.</param>
    public async Task<HttpResponseMessage> PostAsync(string call, object? body, string? accessToken, BrowserHeaders browser, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Authentication + call);
        if (body is not null)
        {
            request.Content = JsonContent.Create(body, body.GetType(), options: JsonSerializerOptions.Web);
        }

        if (accessToken is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(AccessExtensions.Scheme, accessToken);
        }

        browser.AddTo(request);
        return await client.SendAsync(request, cancellationToken);
    }

    /// <summary>Uses up a session's refresh token. The same call again, soon after, has the same answer.</summary>
    /// <param name="session">The session.</param>
    /// <param name="secret">Opens it.</param>
    /// <param name="browser">For whom.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The session with new tokens and no grant; null when the API knows it no more.</returns>
    /// <exception cref="HttpRequestException">The API did not answer as it should.</exception>
    public async Task<PlainTextSession?> RefreshAsync(
        PlainTextSession session, PlainTextSessionSecret secret, BrowserHeaders browser, CancellationToken cancellationToken)
    {
        var body = new { session.RefreshToken, RepeatKey = secret.RepeatKeyOf(session.RefreshToken) };
        using var response = await PostAsync("refresh", body, accessToken: null, browser, cancellationToken);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        return await PlainTextTokens.ReadAsync(response, time.GetUtcNow(), cancellationToken);
    }
}

internal static class GatewayClientExtensions
{
    private static readonly TimeSpan Timeout = RefreshClaims.Lease / 2; // an answer is kept before somebody else takes its turn

    public static void AddGatewayClient(this IServiceCollection services) => services.AddHttpClient<GatewayClient>((provider, client) =>
    {
        client.BaseAddress = GatewayAddress.Of(provider.GetRequiredService<IConfiguration>());
        client.Timeout = Timeout;
    });
}
