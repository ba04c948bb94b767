using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using PenguinMails.LocalComponents;

namespace PenguinMails.TestKit.Platform;

/// <summary>A user at the gateway: signs in, steps up when a call needs it, and keeps both for all tests, as long as they last.</summary>
public sealed class SignedInUser(HttpClient gateway, DevelopmentUser user, TotpCodes codes)
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private string? _accessToken;
    private DateTimeOffset _accessExpires;
    private string? _grant;
    private DateTimeOffset _grantExpires;

    public DevelopmentUser User => user;

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, object? body = null, bool stepUp = false, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await AccessTokenAsync());
        if (stepUp)
        {
            request.Headers.Add("X-Step-Up", await GrantAsync());
        }

        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        change?.Invoke(request);
        return await gateway.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async Task<JsonNode> GetAsync(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path);
        return await ReadAsync(response, HttpStatusCode.OK);
    }

    /// <summary>Posts, expects 202, and follows the operation to its end. Waits for one that is still under way on the same secret.</summary>
    public async Task<JsonNode> RunOperationAsync(string path, object? body = null)
    {
        using var response = await Eventually.GetAsync(
            () => SendAsync(HttpMethod.Post, path, body ?? new { }, stepUp: true), answer => answer.StatusCode != HttpStatusCode.Conflict, what: "an answer but 409");
        var accepted = await ReadAsync(response, HttpStatusCode.Accepted);
        return await FollowAsync(response.Headers.Location!.ToString(), accepted);
    }

    /// <summary>Follows an operation by its events until the stream ends, and returns the last one.</summary>
    public async Task<JsonNode> FollowAsync(string location, JsonNode accepted)
    {
        using var events = await SendAsync(HttpMethod.Get, location + "/events");
        using var reader = new StreamReader(await events.Content.ReadAsStreamAsync());
        var last = accepted;
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await reader.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                last = JsonNode.Parse(line["data:".Length..])!;
            }
        }

        return last;
    }

    public async Task<string> AccessTokenAsync()
    {
        await _gate.WaitAsync();
        try
        {
            // With a while to spare: a test that follows an operation uses it for that long.
            if (_accessToken is null || _accessExpires < TimeProvider.System.GetUtcNow() + TimeSpan.FromMinutes(5))
            {
                var tokens = await SignInAsync();
                _accessExpires = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds((int)tokens["expiresIn"]!);
                _accessToken = (string)tokens["accessToken"]!;
                _grant = null; // of the session before
            }

            return _accessToken;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task<JsonNode> SignInAsync()
    {
        using var response = await gateway.PostAsJsonAsync(
            "/api/v1/auth/sign-in", new { email = user.Email, password = DevelopmentUser.Password, totpCode = await codes.NextAsync(user) });
        return await ReadAsync(response, HttpStatusCode.OK);
    }

    public async Task<string> GrantAsync()
    {
        var token = await AccessTokenAsync();
        await _gate.WaitAsync();
        try
        {
            if (_grant is null || _grantExpires < TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(20))
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/step-up");
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                request.Content = JsonContent.Create(new { password = DevelopmentUser.Password, totpCode = await codes.NextAsync(user) });
                using var response = await gateway.SendAsync(request);
                var grant = await ReadAsync(response, HttpStatusCode.OK);
                _grant = (string)grant["grant"]!;
                _grantExpires = (DateTimeOffset)grant["expiresAt"]!;
            }

            return _grant;
        }
        finally
        {
            _gate.Release();
        }
    }

    public static async Task<JsonNode> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(expected), () => text);
        return JsonNode.Parse(text.Length == 0 ? "{}" : text)
            ?? throw new JsonException("The answer is 'null'.");
    }
}
