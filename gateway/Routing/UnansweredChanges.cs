using Yarp.ReverseProxy.Forwarder;

namespace PenguinMails.Gateway.Routing;

/// <summary>
/// Answers a change whose service died or was too slow. Outside of the request timeout: within it, nothing can be written once the time is over.
/// </summary>
internal static class UnansweredChanges
{
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested
            && context.Features.Get<IForwarderErrorFeature>() is { } failure && LostAnswer.MayBeMade(context.Request.Method, failure.Exception))
        {
            context.Response.Clear();
            await LostAnswer.Problem.ExecuteAsync(context);
        }
    }
}
