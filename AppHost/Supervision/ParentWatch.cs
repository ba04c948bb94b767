namespace PenguinMails.AppHost.Supervision;

/// <summary>Stops the application when the "dotnet run" that started it is killed, which would otherwise leave it running.</summary>
internal sealed class ParentWatch(IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ParentWatch> logger) : EarlyService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        if (ParentId() is not { } parent || !IsDotnetRun(parent))
        {
            return; // Started by a shell or a service manager, which may well end first.
        }

        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (ParentId() != parent)
            {
                Log.ParentGone(logger);
                lifetime.StopApplication();
                return;
            }
        }
    }

    // Field 4 of /proc/self/stat; field 2, the name in parentheses, may hold spaces. See proc(5).
    private static int? ParentId()
    {
        const string Stat = "/proc/self/stat";
        if (!File.Exists(Stat))
        {
            return null;
        }

        var stat = File.ReadAllText(Stat);
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1]);
    }

    private static bool IsDotnetRun(int processId)
    {
        try
        {
            var command = File.ReadAllText($"/proc/{processId}/cmdline").Split('\0');
            return Path.GetFileName(command[0]) == "dotnet" && command.Skip(1).Any(arg => arg is "run" or "watch");
        }
        catch (IOException)
        {
            return false;
        }
    }
}

public static class ParentWatchExtensions
{
    /// <summary>Ends the application in order when the "dotnet run" that started it dies, even by SIGKILL.</summary>
    public static IDistributedApplicationBuilder StopWithDotnetRun(this IDistributedApplicationBuilder builder)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddHostedService<ParentWatch>();
        return builder;
    }
}
