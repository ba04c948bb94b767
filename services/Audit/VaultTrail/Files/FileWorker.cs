using PenguinMails.Audit.VaultTrail.Configuration;

namespace PenguinMails.Audit.VaultTrail.Files;

/// <summary>Follows Vault's audit file. Instances that follow the same file take turns.</summary>
internal sealed class FileWorker(
    FileFollower follower, MigrationsDone migrations, IOptions<VaultTrailOptions> options, TimeProvider time, ILogger<FileWorker> log)
    : DatabaseWorker(migrations, time, log)
{
    protected override TimeSpan LongestBackOff => TimeSpan.FromSeconds(1);

    protected override bool IsTransient(Exception failure) => failure is IOException or UnauthorizedAccessException || base.IsTransient(failure);

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        if (options.Value.File is null)
        {
            return NextRun.Never;
        }

        return await follower.StepAsync(stoppingToken) ? NextRun.Now : NextRun.After(options.Value.PollInterval);
    }
}
