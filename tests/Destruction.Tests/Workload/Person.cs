using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.Destruction.Tests.Workload;

/// <summary>Somebody at the gateway who takes what does not work for what it is, and tries again later.</summary>
internal sealed class Person(HttpClient gateway, DevelopmentUser user, TotpCodes codes)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private string? _token;
    private string? _grant;
    private DateTimeOffset _grantEnds;

    public DevelopmentUser User => user;

    /// <summary>The secrets that the gateway gave, which no log may hold.</summary>
    public IEnumerable<string> Secrets => new[] { _token, _grant }.OfType<string>();

    /// <summary>Sends a request; null when there was no answer, or none could be asked for.</summary>
    public async Task<Reply?> SendAsync(HttpMethod method, string path, object? body = null)
    {
        try
        {
            if (await PrepareAsync() is not ({ } token, { } grant))
            {
                return null;
            }

            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            request.Headers.Add("X-Step-Up", grant);
            using var patience = new CancellationTokenSource(Patience);
            using var answer = await gateway.SendAsync(request, patience.Token);
            if (answer.StatusCode == HttpStatusCode.Unauthorized)
            {
                // The day is longer than a token's life.
                (_token, _grant) = (null, null);
            }

            return new Reply((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(patience.Token));
        }
        catch (Exception lost) when (lost is HttpRequestException or OperationCanceledException or IOException)
        {
            return null;
        }
    }

    /// <summary>Signs in and steps up where that is not done yet; nulls when it cannot be done now.</summary>
    public async Task<(string? Token, string? Grant)> PrepareAsync()
    {
        await _gate.WaitAsync();
        try
        {
            if (_token is null && await PostAsync("/api/v1/auth/sign-in", new { email = user.Email, password = DevelopmentUser.Password, totpCode = await codes.NextAsync(user) }) is { } session)
            {
                _token = (string)session["accessToken"]!;
            }

            if (_token is not null && (_grant is null || _grantEnds < TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(20))
                && await PostAsync("/api/v1/auth/step-up", new { password = DevelopmentUser.Password, totpCode = await codes.NextAsync(user) }) is { } grant)
            {
                (_grant, _grantEnds) = ((string)grant["grant"]!, (DateTimeOffset)grant["expiresAt"]!);
            }

            return (_token, _grant);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<JsonNode?> PostAsync(string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (_token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        }

        using var patience = new CancellationTokenSource(Patience);
        using var answer = await gateway.SendAsync(request, patience.Token);
        return answer.IsSuccessStatusCode ? JsonNode.Parse(await answer.Content.ReadAsStringAsync(patience.Token)) : null;
    }
}

/// <summary>An answer.</summary>
internal sealed record Reply(int Status, string Body);
