using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.Benchmarks;

/// <summary>An administrator with an account, a session and an address of their own, as the gateway's limits see them.</summary>
internal sealed class Administrator
{
    private const string Users = "/api/v1/admin/users";
    private const string Invitations = "/api/v1/auth/invitations/";
    private const string SignIn = "/api/v1/auth/sign-in";
    private const string Password = "several unrelated words 7";
    private const string ForwardedFor = "X-Forwarded-For";

    private readonly HttpClient _gateway;
    private readonly string _address;
    private AuthenticationHeaderValue? _token;

    private Administrator(HttpClient gateway, int number) => (_gateway, _address) = (gateway, $"192.0.2.{number + 1}");

    /// <summary>Is invited by another administrator, accepts, and signs in.</summary>
    public static async Task<Administrator> CreateAsync(HttpClient gateway, SignedInUser inviter, int number)
    {
        var administrator = new Administrator(gateway, number);
        var email = $"crowd-{number}@penguinmails.example";
        using var invited = await inviter.SendAsync(HttpMethod.Post, Users, new { email, role = "admin" }, stepUp: true);
        var link = new Uri((string)(await SignedInUser.ReadAsync(invited, HttpStatusCode.Created))["invitationUrl"]!);
        var invitation = Invitations + link.Segments[^1];
        using var shown = await administrator.SendAsync(HttpMethod.Get, invitation);
        var secret = (string)(await SignedInUser.ReadAsync(shown, HttpStatusCode.OK))["totpSecret"]!;
        var step = Totp.Step(TimeProvider.System.GetUtcNow());
        using var accepted = await administrator.SendAsync(HttpMethod.Post, invitation + "/accept", new { password = Password, totpCode = Totp.CodeOfStep(secret, step) });
        await SignedInUser.ReadAsync(accepted, HttpStatusCode.NoContent);
        // A code works once, and the next one is taken already.
        using var signedIn = await administrator.SendAsync(HttpMethod.Post, SignIn, new { email, password = Password, totpCode = Totp.CodeOfStep(secret, step + 1) });
        administrator._token = new AuthenticationHeaderValue("Bearer", (string)(await SignedInUser.ReadAsync(signedIn, HttpStatusCode.OK))["accessToken"]!);
        return administrator;
    }

    /// <summary>Reads an answer to its end.</summary>
    public async Task<HttpStatusCode> ReadAsync(string path)
    {
        using var answer = await SendAsync(HttpMethod.Get, path);
        return answer.StatusCode;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add(ForwardedFor, _address);
        request.Headers.Authorization = _token;
        return await _gateway.SendAsync(request);
    }
}
