using PenguinMails.Portal.Sessions;

namespace PenguinMails.Portal.Protection;

/// <summary>
/// Takes changes from the portal's own pages alone. A page states the token of its session in a header, which no form of another site can
/// send and no script of another origin can read; a browser that says itself that another site asks is refused before.
/// </summary>
internal sealed class AntiForgery(RequestDelegate next, SessionCookie cookie)
{
    public const string Header = "X-Anti-Forgery";

    /// <summary>What a page states that is not signed in.</summary>
    public const string WithoutSession = "none";

    private const string FetchSite = "Sec-Fetch-Site";
    private const string SameOrigin = "same-origin";

    private static readonly ProblemKind NotFromPortal = new(
        "anti_forgery", StatusCodes.Status403Forbidden, "Request not made by the portal", "Reload the page and try again.");

    public Task InvokeAsync(HttpContext context) => IsRead(context.Request) || IsOwn(context.Request) ? next(context) : new ApiProblem(NotFromPortal).ExecuteAsync(context);

    private static bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private bool IsOwn(HttpRequest request)
    {
        if (request.Headers[FetchSite] is [{ } site, ..] && site != SameOrigin)
        {
            return false;
        }

        var expected = cookie.Read(request)?.AntiForgeryToken ?? WithoutSession;
        return request.Headers[Header] is [{ } stated]
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(stated), Encoding.UTF8.GetBytes(expected));
    }
}
