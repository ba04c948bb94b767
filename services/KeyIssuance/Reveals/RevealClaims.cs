namespace PenguinMails.KeyIssuance.Reveals;

/// <summary>
/// The claim that makes material leave at most once per version: a row that only one request can insert commits together with the audit
/// intent, before a byte is sent. Its outcome is recorded once.
/// </summary>
public sealed class RevealClaims(Database database, SecretTypeCatalog types, AuditTrail trail, TimeProvider time)
{
    private const string Delivered = "delivered";
    private const string Unconfirmed = "unconfirmed";

    /// <summary>The version that would be handed out; null when none is current.</summary>
    public Task<DownloadableVersion?> FindCurrentAsync(SecretReference secret, CancellationToken cancellationToken) => database.ReadAsync(
        read => read.QuerySingleOrDefaultAsync<DownloadableVersion>(
            """
            select v.version_id as "VersionId", v.fingerprint as "Fingerprint", r.reveal_id is not null as "IsClaimed",
                   r.outcome = 'unconfirmed' as "IsUnconfirmed"
            from secret_version v join secret s on s.secret_id = v.secret_id left join reveal r on r.version_id = v.version_id and r.mode = 'once'
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
                    insert into reveal (reveal_id, version_id, mode, actor, claimed_at)
                    select @downloadId, version_id, 'once', @actor::jsonb, @now from secret_version
                    where version_id = @VersionId and state = 'current' for share
                    on conflict (version_id) where mode = 'once' do nothing
                    """,
                    new { downloadId, now, actor = JsonSerializer.Serialize(caller.Actor, JsonSerializerOptions.Web), version.VersionId });
                if (claimed == 0)
                {
                    return null;
                }

                await trail.RecordAsync(transaction, caller.Actor, new AuditEntry(ActionOf(secret.Type), AuditOutcomes.Intent)
                {
                    Secret = secret,
                    VersionId = version.VersionId,
                    CorrelationId = downloadId,
                    Details = DetailsOf(version.Fingerprint),
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
                await trail.RecordAsync(transaction, caller.Actor, new AuditEntry(ActionOf(secret.Type), AuditOutcomes.Refused)
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
    /// Gives back a claim whose material has certainly not left this process, and records it; the next request may claim again.
    /// Does nothing once an outcome is recorded.
    /// </summary>
    public Task GiveBackAsync(Guid downloadId, string code, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction => await RecordFailureAsync(
            transaction,
            await transaction.QuerySingleOrDefaultAsync<FinishedDownload>(
                $"""
                delete from reveal r using secret_version v, secret s
                where r.reveal_id = @downloadId and r.outcome is null and v.version_id = r.version_id and s.secret_id = v.secret_id
                returning {FinishedDownload.Columns}
                """,
                new { downloadId }),
            downloadId,
            code),
        cancellationToken);

    /// <summary>Ends a claim that must not be served, and raises the alert.</summary>
    public Task RefuseClaimAsync(Claim claim, RevealAlert alert, CancellationToken cancellationToken) => database.InTransactionAsync(
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
                ? trail.RecordAsync(transaction, finished.ParsedActor, EntryOf(finished, AuditOutcomes.Success, downloadId))
                : RecordFailureAsync(transaction, finished, downloadId, "delivery_unconfirmed"));
        },
        cancellationToken);

    /// <summary>Claims older than <paramref name="age"/> whose outcome nobody recorded: their process died.</summary>
    public Task<IReadOnlyList<Guid>> FindUnfinishedAsync(TimeSpan age, CancellationToken cancellationToken) => database.ReadAsync(
        read => read.QueryAsync<Guid>(
            """
            select reveal_id from reveal where outcome is null and claimed_at < @before limit 100
            """,
            new { before = time.GetUtcNow() - age }),
        cancellationToken);

    // A refusal counts too: thresholds are for callers who ask again and again.
    private static SecretUsed Used(SecretReference secret, Guid versionId, DateTimeOffset now) =>
        new(secret, versionId, SecretUses.Download, Count: 1, now);

    private static Task<FinishedDownload?> SetOutcomeAsync(DatabaseTransaction transaction, Guid downloadId, string outcome) =>
        transaction.QuerySingleOrDefaultAsync<FinishedDownload>(
            $"""
            update reveal r set outcome = @outcome from secret_version v, secret s
            where r.reveal_id = @downloadId and r.outcome is null and v.version_id = r.version_id and s.secret_id = v.secret_id
            returning {FinishedDownload.Columns}
            """,
            new { downloadId, outcome });

    private async Task RecordFailureAsync(DatabaseTransaction transaction, FinishedDownload? finished, Guid downloadId, string code)
    {
        if (finished is not null)
        {
            await trail.RecordAsync(transaction, finished.ParsedActor, EntryOf(finished, AuditOutcomes.Failed, downloadId) with { Code = code });
        }
    }

    private string ActionOf(string type) => $"{types.AuditPrefixOf(type)}.download";

    private static Dictionary<string, string>? DetailsOf(string? fingerprint) =>
        fingerprint is null ? null : new Dictionary<string, string>(StringComparer.Ordinal) { ["fingerprint"] = fingerprint };

    private AuditEntry EntryOf(FinishedDownload finished, string outcome, Guid downloadId) => new(ActionOf(finished.Type), outcome)
    {
        Secret = finished.Secret,
        VersionId = finished.VersionId,
        CorrelationId = downloadId,
        Details = DetailsOf(finished.Fingerprint),
    };

    private sealed record FinishedDownload(Guid TenantId, string Type, string Name, Guid VersionId, string? Fingerprint, string Actor)
    {
        public const string Columns =
            """
            s.tenant_id as "TenantId", s.type as "Type", s.name as "Name", v.version_id as "VersionId", v.fingerprint as "Fingerprint",
            r.actor::text as "Actor"
            """;

        public AuditActor ParsedActor => JsonSerializer.Deserialize<AuditActor>(Actor, JsonSerializerOptions.Web)!;

        public SecretReference Secret => new(TenantId, Type, Name);

        public SecretRevealed ToRevealed(DateTimeOffset now) => new(Secret, VersionId, Fingerprint, ParsedActor.UserId ?? Guid.Empty, now);
    }
}

/// <summary>A current version, as a reveal sees it.</summary>
public sealed record DownloadableVersion(Guid VersionId, string? Fingerprint, bool IsClaimed, bool? IsUnconfirmed);
