using System.Net;
using System.Net.Http.Headers;
using PenguinMails.Gateway.Routing;

namespace PenguinMails.Gateway.ApiKeys;

/// <summary>Calls services on the gateway's own behalf: one instance after the other until one answers.</summary>
internal sealed class InternalCalls(ServiceDirectory directory, IHttpClientFactory clients)
{
    public const string ClientName = "gateway-internal";
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    /// <param name="service">The service's name.</param>
    /// <param name="path">The path, without a slash at its beginning.</param>
    /// <param name="content">Makes the body anew for each instance; null: none, and the call reads.</param>
    /// <param name="token">A token of the gateway; null: none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The first answer, unless it says that the instance cannot answer now.</returns>
    /// <exception cref="HttpRequestException">No instance answered.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        string service, string path, Func<HttpContent>? content, string? token, CancellationToken cancellationToken)
    {
        Exception? why = null;
        foreach (var address in directory.Services.FirstOrDefault(known => known.Name == service)?.Addresses ?? [])
        {
            try
            {
                using var client = clients.CreateClient(ClientName);
                using var request = new HttpRequestMessage(content is null ? HttpMethod.Get : HttpMethod.Post, new Uri(address, path)) { Content = content?.Invoke() };
                request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
                var answer = await client.SendAsync(request, cancellationToken);
                if (answer.StatusCode < HttpStatusCode.InternalServerError)
                {
                    return answer;
                }

                why = new HttpRequestException($"{service} answered {(int)answer.StatusCode}.", inner: null, answer.StatusCode);
                answer.Dispose();
            }
            catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                why = failure;
            }
        }

        throw new HttpRequestException($"No instance of {service} answers.", why);
    }
}
