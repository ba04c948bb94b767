namespace PenguinMails.Portal.SignIn;

/// <summary>On whose behalf the portal calls. The gateway believes the address where <c>Gateway:TrustedProxies</c> names the portal.</summary>
internal sealed record BrowserHeaders(string? Address, string? UserAgent)
{
    public static readonly BrowserHeaders Unknown = new(null, null);

    public static BrowserHeaders Of(HttpContext browser) => new(Caller.AddressOf(browser), Caller.UserAgentOf(browser));

    public void AddTo(HttpRequestMessage request)
    {
        Set(request, "X-Forwarded-For", Address);
        Set(request, "User-Agent", UserAgent);
    }

    private static void Set(HttpRequestMessage request, string name, string? value)
    {
        request.Headers.Remove(name);
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
