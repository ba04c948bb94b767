using PenguinMails.Workers;

namespace PenguinMails.ServiceDefaults;

/// <summary>Expires the approval requests whose time to decide has passed.</summary>
internal sealed class ApprovalExpiry(
    MigrationsDone migrations, Database database, ApprovalRequests approvals, TimeProvider time, ILogger<ApprovalExpiry> log)
    : DatabaseWorker(migrations, time, log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await database.InTransactionAsync(approvals.ExpireAsync, stoppingToken);
        return NextRun.After(Interval);
    }
}
