using Microsoft.AspNetCore.Http.Timeouts;

namespace PenguinMails.Gateway.Limits;

/// <summary>Tells a service that did not answer in time from a client that went away: YARP sees a cancelled request in both.</summary>
internal static class AnswerTimeout
{
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (!context.Response.HasStarted && context.Features.Get<IHttpRequestTimeoutFeature>()?.RequestTimeoutToken.IsCancellationRequested == true)
        {
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
        }
    }
}
