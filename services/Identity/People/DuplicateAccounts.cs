namespace PenguinMails.Identity.People;

/// <summary>Disables what the upgrade marked as duplicates, after each start: there are none but once.</summary>
internal sealed class DuplicateAccounts(MigrationsDone migrations, PeopleChanges people, TimeProvider time, ILogger<DuplicateAccounts> log)
    : DatabaseWorker(migrations, time, log)
{
    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        await people.DisableDuplicatesAsync(stoppingToken);
        return NextRun.Never;
    }
}
