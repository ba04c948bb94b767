using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace PenguinMails.Portal.Tests.Fixtures;

/// <summary>Calls the portal as its pages do: with cookies, and with the anti-forgery token that the portal gave them.</summary>
internal sealed class Browser : IDisposable
{
    public const string CookieName = "penguinmails";

    private readonly HttpClient _client;

    public Browser(Uri portal, CookieContainer cookies)
    {
        (Portal, Cookies) = (portal, cookies);
        _client = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = portal };
    }

    public Uri Portal { get; }

    public CookieContainer Cookies { get; }

    /// <summary>What a page would send; null sends no header.</summary>
    public string? AntiForgery { get; set; } = "none";

    /// <summary>The session cookie's value; null when there is none.</summary>
    public string? Cookie => Cookies.GetCookies(Portal)[CookieName]?.Value;

    /// <summary>Somebody else's browser, with a copy of the cookies.</summary>
    public Browser Stolen(Uri? portal = null)
    {
        var copy = new CookieContainer();
        copy.Add(portal ?? Portal, new Cookie(CookieName, Cookie));
        return new Browser(portal ?? Portal, copy) { AntiForgery = AntiForgery };
    }

    public Task<HttpResponseMessage> GetAsync(string path) => _client.GetAsync(path);

    public Task<HttpResponseMessage> PostAsync(string path, object? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(new Address("POST", path), body, headers);

    /// <summary>Sends a request as a page's script would: reads without, changes with the anti-forgery token.</summary>
    public async Task<HttpResponseMessage> SendAsync(Address address, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(address.Method), address.Path);
        if (address.IsRead)
        {
            return await _client.SendAsync(request);
        }

        request.Content = JsonContent.Create(body ?? new { });
        if (AntiForgery is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Anti-Forgery", AntiForgery);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _client.SendAsync(request);
    }

    public Task<HttpResponseMessage> TrySignInAsync() =>
        PostAsync("/portal/sign-in", new { email = "owner@acme.example", password = "penguin-dev-password", totpCode = "123456" });

    public async Task SignInAsync()
    {
        using var response = await TrySignInAsync();
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), await response.Content.ReadAsStringAsync());
        AntiForgery = (string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["antiForgery"]!;
    }

    /// <summary>What the portal says of the session.</summary>
    public async Task<JsonNode> SessionAsync()
    {
        using var response = await GetAsync("/portal/session");
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), await response.Content.ReadAsStringAsync());
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    public async Task<bool> IsSignedInAsync() => (await SessionAsync())["user"] is not null;

    public void Dispose() => _client.Dispose();
}
