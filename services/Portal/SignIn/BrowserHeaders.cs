namespace PenguinMails.Portal.SignIn;

/// <summary>Tells the gateway on whose behalf the portal calls. The gateway believes the address where <c>Gateway:TrustedProxies</c> names the portal.</summary>
internal static class BrowserHeaders
{
    public static void Add(HttpRequestMessage request, HttpContext browser)
    {
        request.Headers.Remove("X-Forwarded-For");
        if (Caller.AddressOf(browser) is { } address)
        {
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", address);
        }

        request.Headers.Remove("User-Agent");
        if (Caller.UserAgentOf(browser) is { } agent)
        {
            request.Headers.TryAddWithoutValidation("User-Agent", agent);
        }
    }
}
