namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Ends streams of events when the process is told to stop. It would wait for them, with its port closed, and end everything else that is
/// under way with them when its time is up. Their readers connect again, to another instance or to the next process.
/// </summary>
internal static class EndOfProcess
{
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(WatchAsync, context);
        return next(context);
    }

    private static Task WatchAsync(object state)
    {
        var context = (HttpContext)state;
        if (context.Response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true)
        {
            var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            context.Response.RegisterForDispose(stopping.Register(context.Abort));
        }

        return Task.CompletedTask;
    }
}
