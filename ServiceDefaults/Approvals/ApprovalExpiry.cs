using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PenguinMails.Postgres;

namespace PenguinMails.ServiceDefaults;

/// <summary>Says so when nobody decided in time.</summary>
internal sealed class ApprovalExpiry(
    MigrationsDone migrations, Database database, ApprovalRequests approvals, TimeProvider time, ILogger<ApprovalExpiry> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migrations.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await database.InTransactionAsync(approvals.ExpireAsync, stoppingToken);
            }
            catch (Exception failure) when (failure.IsPostgresAway())
            {
                ApprovalLog.ExpiryWaits(log, failure.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}

internal static partial class ApprovalLog
{
    [LoggerMessage(5101, LogLevel.Warning, "Approvals that nobody decided are looked at later: {Cause}")]
    public static partial void ExpiryWaits(ILogger logger, string cause);
}
