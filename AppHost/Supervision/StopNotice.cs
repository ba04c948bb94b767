namespace PenguinMails.AppHost.Supervision;

/// <summary>Reports at once that the application stops: its processes take seconds to end.</summary>
internal sealed class StopNotice(IHostApplicationLifetime lifetime) : EarlyService
{
    public const string Text = "Stopping…";

    protected override Task RunAsync(CancellationToken stoppingToken)
    {
        // Never unregistered: the host stops this service while it still runs the callbacks of the token.
        lifetime.ApplicationStopping.Register(() => Console.WriteLine(Text));
        return Task.CompletedTask;
    }
}

public static class StopNoticeExtensions
{
    /// <summary>Prints one line as soon as the application begins to stop.</summary>
    public static IDistributedApplicationBuilder AnnounceStop(this IDistributedApplicationBuilder builder)
    {
        if (builder.ExecutionContext.IsRunMode)
        {
            builder.Services.AddHostedService<StopNotice>();
        }

        return builder;
    }
}
