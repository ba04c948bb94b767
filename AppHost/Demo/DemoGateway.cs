using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace PenguinMails.AppHost.Demo;

/// <summary>What the demo sends to the gateway, as any client would.</summary>
internal sealed class DemoGateway(Uri address, TimeProvider time) : IDisposable
{
    private const string Credentials = "/api/v1/tenant/infrastructure/ssh-credentials";
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);
    private readonly HttpClient _client = new() { BaseAddress = address };

    /// <summary>Signs in, and steps up with the code of the next step: one code works once.</summary>
    public async Task SignInAsync(DevelopmentUser user, CancellationToken cancellationToken)
    {
        var step = Totp.Step(time.GetUtcNow());
        var signedIn = await PostAsync(
            "/api/v1/auth/sign-in",
            new { email = user.Email, password = DevelopmentUser.Password, totpCode = Totp.CodeOfStep(user.TotpSecret, step) },
            HttpStatusCode.OK,
            cancellationToken);
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", signedIn.GetProperty("accessToken").GetString());
        var steppedUp = await PostAsync(
            "/api/v1/auth/step-up",
            new { password = DevelopmentUser.Password, totpCode = Totp.CodeOfStep(user.TotpSecret, step + 1) },
            HttpStatusCode.OK,
            cancellationToken);
        _client.DefaultRequestHeaders.Add("X-Step-Up", steppedUp.GetProperty("grant").GetString());
    }

    public async Task<JsonElement> GetCredentialsAsync(CancellationToken cancellationToken) =>
        await _client.GetFromJsonAsync<JsonElement>(Credentials, cancellationToken);

    /// <summary>Asks until the credentials are as wanted.</summary>
    public async Task<JsonElement> WaitForCredentialsAsync(Func<JsonElement, bool> wanted, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + deadline;
        while (true)
        {
            var seen = await GetCredentialsAsync(cancellationToken);
            if (wanted(seen))
            {
                return seen;
            }

            if (time.GetUtcNow() > until)
            {
                throw new DemoFailedException($"Not so after {deadline.TotalSeconds:0} s; the credentials say: {seen}");
            }

            await Task.Delay(PollInterval, cancellationToken);
        }
    }

    /// <summary>Downloads the private key.</summary>
    public async Task<byte[]> DownloadAsync(CancellationToken cancellationToken)
    {
        using var response = await _client.PostAsJsonAsync(Credentials + "/download", new { }, cancellationToken);
        await RequireAsync(response, HttpStatusCode.OK, cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    /// <summary>Tries a call that must be refused.</summary>
    /// <returns>The code of the refusal.</returns>
    public async Task<string?> BeRefusedAsync(string action, HttpStatusCode expected, CancellationToken cancellationToken) =>
        (await PostAsync($"{Credentials}/{action}", new { }, expected, cancellationToken)).GetProperty("code").GetString();

    /// <summary>Starts an operation and follows it to its success.</summary>
    public async Task OperateAsync(string action, CancellationToken cancellationToken)
    {
        var started = await PostAsync($"{Credentials}/{action}", new { reason = "demo" }, HttpStatusCode.Accepted, cancellationToken);
        var path = $"{Credentials}/operations/{started.GetProperty("operationId").GetGuid()}";
        var until = time.GetUtcNow() + TimeSpan.FromSeconds(60);
        while (time.GetUtcNow() < until)
        {
            var operation = await _client.GetFromJsonAsync<JsonElement>(path, cancellationToken);
            switch (operation.GetProperty("status").GetString())
            {
                case "succeeded":
                    return;
                case "failed":
                    throw new DemoFailedException($"The operation failed: {operation}");
                default:
                    await Task.Delay(PollInterval, cancellationToken);
                    break;
            }
        }

        throw new DemoFailedException($"\"{action}\" has not ended after a minute.");
    }

    public void Dispose() => _client.Dispose();

    private async Task<JsonElement> PostAsync(string path, object body, HttpStatusCode expected, CancellationToken cancellationToken)
    {
        using var response = await _client.PostAsJsonAsync(path, body, cancellationToken);
        await RequireAsync(response, expected, cancellationToken);
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    private static async Task RequireAsync(HttpResponseMessage response, HttpStatusCode expected, CancellationToken cancellationToken)
    {
        if (response.StatusCode != expected)
        {
            // A success that was not expected may hold a key: its body is not shown.
            var body = response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync(cancellationToken);
            throw new DemoFailedException($"{(int)response.StatusCode} in place of {(int)expected}. {body}");
        }
    }
}

/// <summary>A step of the demo did not hold.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);
