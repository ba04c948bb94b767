using System.Net;
using PenguinMails.Portal.Sessions;
using PenguinMails.Portal.SignIn;
using Yarp.ReverseProxy.Forwarder;

namespace PenguinMails.Portal.Forwarding;

/// <summary>Hands a page's call on to the gateway, with the tokens of its session; streams of events included.</summary>
internal sealed class ApiForwarder(
    IHttpForwarder forwarder, SessionCookie cookie, SessionTokens tokens, SessionStore sessions, IConfiguration configuration, TimeProvider time) : IDisposable
{
    private static readonly ForwarderRequestConfig Request = new()
    {
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        ActivityTimeout = TimeSpan.FromMinutes(15), // a stream may be silent this long
    };

    private readonly string _gateway = GatewayAddress.Of(configuration).GetLeftPart(UriPartial.Authority);
    private readonly HttpMessageInvoker _invoker = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(15),
    });

    /// <summary>Forwards a call of somebody who is signed in.</summary>
    public async Task ForwardAsync(HttpContext context)
    {
        if (cookie.Read(context.Request) is not { } secret || await tokens.FindAsync(secret, context) is not { } session)
        {
            cookie.Delete(context);
            await new ApiProblem(ProblemCatalog.Unauthenticated).ExecuteAsync(context);
            return;
        }

        var grant = session.GrantEndsAt > time.GetUtcNow() ? session.Grant : null;
        await SendAsync(context, new ApiTransformer(session.AccessToken, grant, () => EndAsync(secret, context)));
    }

    /// <summary>Forwards a call that needs no session.</summary>
    public Task ForwardWithoutSessionAsync(HttpContext context) => SendAsync(context, ApiTransformer.WithoutSession);

    public void Dispose() => _invoker.Dispose();

    private async Task SendAsync(HttpContext context, ApiTransformer transformer)
    {
        var error = await forwarder.SendAsync(context, _gateway, _invoker, Request, transformer, context.RequestAborted);
        if (error != ForwarderError.None && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            context.Response.Clear();
            var failure = context.Features.Get<IForwarderErrorFeature>()?.Exception;
            await (LostAnswer.MayBeMade(context.Request.Method, failure) ? LostAnswer.Problem : new ApiProblem(ProblemCatalog.DependencyUnavailable)).ExecuteAsync(context);
        }
    }

    // The API knows the session no more: it was ended elsewhere, or its user was disabled.
    private async Task EndAsync(PlainTextSessionSecret secret, HttpContext context)
    {
        await sessions.EndAsync(secret, CancellationToken.None);
        cookie.Delete(context);
    }
}
