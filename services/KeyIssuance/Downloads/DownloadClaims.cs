using System.Diagnostics;
using System.Text.Json;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.KeyIssuance.Downloads;

/// <summary>
/// The claim that makes a private key leave at most once: a guarded update commits together with the audit intent, before a
/// byte is sent. Its outcome follows once, whoever records it.
/// </summary>
public sealed class DownloadClaims(Database database, AuditTrail trail, TimeProvider time)
{
    private const string Action = "ssh_key.download";
    private const string Delivered = "delivered";
    private const string Unconfirmed = "unconfirmed";

    /// <summary>The version whose key would be handed out; null when none is current.</summary>
    public Task<DownloadableVersion?> FindCurrentAsync(SecretReference secret, CancellationToken cancellationToken) => database.ReadAsync(
        read => read.QuerySingleOrDefaultAsync<DownloadableVersion>(
            """
            select v.version_id as "VersionId", v.fingerprint as "Fingerprint", v.download_claimed_at is not null as "IsClaimed",
                   v.download_outcome = 'unconfirmed' as "IsUnconfirmed"
            from secret_version v join secret s on s.secret_id = v.secret_id
            where s.tenant_id = @TenantId and s.type = @Type and s.name = @Name and v.state = 'current'
            """,
            secret),
        cancellationToken);

    /// <summary>Claims the one download of a version; null when somebody else has, or when it is not current any more.</summary>
    public Task<Guid?> ClaimAsync(SecretReference secret, DownloadableVersion version, Caller caller, CancellationToken cancellationToken) =>
        database.InTransactionAsync<Guid?>(
            async transaction =>
            {
                var now = time.GetUtcNow();
                var downloadId = Guid.CreateVersion7();
                var claimed = await transaction.ExecuteAsync(
                    """
                    update secret_version set download_id = @downloadId, download_claimed_at = @now, download_actor = @actor::jsonb
                    where version_id = @VersionId and state = 'current' and download_claimed_at is null
                    """,
                    new { downloadId, now, actor = JsonSerializer.Serialize(caller.Actor, JsonSerializerOptions.Web), version.VersionId });
                if (claimed == 0)
                {
                    return null;
                }

                await trail.RecordAsync(transaction, caller.Actor, new AuditEntry(Action, AuditOutcomes.Intent)
                {
                    Secret = secret,
                    VersionId = version.VersionId,
                    CorrelationId = downloadId,
                    Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["fingerprint"] = version.Fingerprint },
                });
                await transaction.PublishAsync(Used(secret, version.VersionId, now));
                return downloadId;
            },
            cancellationToken);

    /// <summary>Records a request that got nothing, because the version was handed out before or because none is current (null).</summary>
    public Task RefuseAsync(SecretReference secret, Guid? versionId, Caller caller, ProblemKind problem, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async transaction =>
            {
                await trail.RecordAsync(transaction, caller.Actor, new AuditEntry(Action, AuditOutcomes.Refused)
                {
                    Secret = secret,
                    VersionId = versionId,
                    Code = problem.Code,
                });
                if (versionId is { } asked)
                {
                    await transaction.PublishAsync(Used(secret, asked, time.GetUtcNow()));
                }
            },
            cancellationToken);

    /// <summary>
    /// Gives a claim back whose key has certainly not left this process, with a record of it; the next request may claim again.
    /// Does nothing once an outcome is recorded.
    /// </summary>
    public Task GiveBackAsync(Guid downloadId, string code, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction => await RecordFailureAsync(
            transaction,
            await transaction.QuerySingleOrDefaultAsync<FinishedDownload>(
                $"""
                update secret_version v
                set download_id = null, download_claimed_at = null, download_actor = null
                from secret s, secret_version old
                where v.download_id = @downloadId and v.download_outcome is null and s.secret_id = v.secret_id and old.version_id = v.version_id
                returning {FinishedDownload.Columns("old")}
                """,
                new { downloadId }),
            downloadId,
            code),
        cancellationToken);

    /// <summary>Ends a claim that must not be served, and raises the alert.</summary>
    public Task RefuseClaimAsync(Claim claim, DownloadAlert alert, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            await RecordFailureAsync(transaction, await SetOutcomeAsync(transaction, claim.DownloadId, Unconfirmed), claim.DownloadId, alert.Kind);
            await transaction.PublishAsync(alert.ToAlert(claim, Activity.Current?.TraceId.ToHexString(), time.GetUtcNow()));
        },
        cancellationToken);

    /// <summary>Records how a claimed download ended. The first outcome stands.</summary>
    public Task FinishAsync(Guid downloadId, bool delivered, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            if (await SetOutcomeAsync(transaction, downloadId, delivered ? Delivered : Unconfirmed) is not { } finished)
            {
                return;
            }

            KeyIssuanceTelemetry.Revealed(finished.Type, delivered ? Delivered : Unconfirmed);
            // Also when nobody knows whether it arrived.
            await transaction.PublishAsync(finished.ToRevealed(time.GetUtcNow()));
            await (delivered
                ? trail.RecordAsync(transaction, finished.ParsedActor, finished.Entry(AuditOutcomes.Success, downloadId))
                : RecordFailureAsync(transaction, finished, downloadId, "delivery_unconfirmed"));
        },
        cancellationToken);

    /// <summary>Claims older than <paramref name="age"/> whose outcome nobody recorded: their process died.</summary>
    public Task<IReadOnlyList<Guid>> FindUnfinishedAsync(TimeSpan age, CancellationToken cancellationToken) => database.ReadAsync(
        read => read.QueryAsync<Guid>(
            """
            select download_id from secret_version
            where download_claimed_at is not null and download_outcome is null and download_claimed_at < @before limit 100
            """,
            new { before = time.GetUtcNow() - age }),
        cancellationToken);

    // Somebody who asks again and again is what thresholds are for, so a refusal counts as well.
    private static SecretUsed Used(SecretReference secret, Guid versionId, DateTimeOffset now) =>
        new(secret, versionId, SecretUses.Download, Count: 1, now);

    private static Task<FinishedDownload?> SetOutcomeAsync(DatabaseTransaction transaction, Guid downloadId, string outcome) =>
        transaction.QuerySingleOrDefaultAsync<FinishedDownload>(
            $"""
            update secret_version v set download_outcome = @outcome from secret s
            where v.download_id = @downloadId and v.download_outcome is null and s.secret_id = v.secret_id
            returning {FinishedDownload.Columns("v")}
            """,
            new { downloadId, outcome });

    private async Task RecordFailureAsync(DatabaseTransaction transaction, FinishedDownload? finished, Guid downloadId, string code)
    {
        if (finished is not null)
        {
            await trail.RecordAsync(transaction, finished.ParsedActor, finished.Entry(AuditOutcomes.Failed, downloadId) with { Code = code });
        }
    }

    private sealed record FinishedDownload(Guid TenantId, string Type, string Name, Guid VersionId, string Fingerprint, string Actor)
    {
        public AuditActor ParsedActor => JsonSerializer.Deserialize<AuditActor>(Actor, JsonSerializerOptions.Web)!;

        public static string Columns(string version) =>
            $"""
            s.tenant_id as "TenantId", s.type as "Type", s.name as "Name", {version}.version_id as "VersionId",
            {version}.fingerprint as "Fingerprint", {version}.download_actor::text as "Actor"
            """;

        private SecretReference Secret => new(TenantId, Type, Name);

        public SecretRevealed ToRevealed(DateTimeOffset now) => new(Secret, VersionId, Fingerprint, ParsedActor.UserId ?? Guid.Empty, now);

        public AuditEntry Entry(string outcome, Guid downloadId) => new(Action, outcome)
        {
            Secret = Secret,
            VersionId = VersionId,
            CorrelationId = downloadId,
            Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["fingerprint"] = Fingerprint },
        };
    }
}

/// <summary>A current version, seen from the download's side.</summary>
public sealed record DownloadableVersion(Guid VersionId, string Fingerprint, bool IsClaimed, bool? IsUnconfirmed);
