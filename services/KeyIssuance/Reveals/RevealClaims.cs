namespace PenguinMails.KeyIssuance.Reveals;

/// <summary>
/// The claim that comes before material leaves: a row commits together with the audit intent, before a byte is sent. Of a type whose material
/// leaves once per version only one request can insert it; with step-up each request has its own. Its outcome is recorded once.
/// </summary>
public sealed class RevealClaims(Database database, SecretTypeCatalog types, AuditTrail trail, TimeProvider time)
{
    private const string Delivered = "delivered";
    private const string Unconfirmed = "unconfirmed";

    /// <summary>The version that would be handed out; null when none is current.</summary>
    public Task<RevealableVersion?> FindCurrentAsync(SecretReference secret, CancellationToken cancellationToken) => database.ReadAsync(
        read => read.QuerySingleOrDefaultAsync<RevealableVersion>(
            """
            select v.version_id as "VersionId", v.fingerprint as "Fingerprint", r.reveal_id is not null as "IsClaimed",
                   r.outcome = 'unconfirmed' as "IsUnconfirmed", v.vault_version as "VaultVersion", v.created_at as "CreatedAt",
                   v.promoted_at as "PromotedAt", s.next_rotation as "NextRotation"
            from secret_version v join secret s on s.secret_id = v.secret_id left join reveal r on r.version_id = v.version_id and r.mode = 'once'
            where s.tenant_id = @TenantId and s.type = @Type and s.name = @Name and v.state = 'current'
            """,
            secret),
        cancellationToken);

    /// <summary>Claims the one download of a version; null when somebody else has, or when it is not current any more.</summary>
    public Task<Guid?> ClaimAsync(SecretReference secret, RevealableVersion version, Caller caller, CancellationToken cancellationToken) =>
        ClaimAsync(secret, version, RevealMode.Once, caller, reason: null, cancellationToken);

    /// <summary>Claims a reveal; null when the version is not current any more, or may be revealed once and somebody else has claimed it.</summary>
    public Task<Guid?> ClaimAsync(
        SecretReference secret, RevealableVersion version, RevealMode mode, Caller caller, string? reason, CancellationToken cancellationToken) =>
        database.InTransactionAsync<Guid?>(
            async transaction =>
            {
                var now = time.GetUtcNow();
                var revealId = Guid.CreateVersion7();
                var claimed = await transaction.ExecuteAsync(
                    """
                    insert into reveal (reveal_id, version_id, mode, actor, claimed_at)
                    select @revealId, version_id, @mode, @actor::jsonb, @now from secret_version
                    where version_id = @VersionId and state = 'current' for share
                    on conflict (version_id) where mode = 'once' do nothing
                    """,
                    new { revealId, now, mode = mode.Name(), actor = JsonSerializer.Serialize(caller.Actor, JsonSerializerOptions.Web), version.VersionId });
                if (claimed == 0)
                {
                    return null;
                }

                await trail.RecordAsync(transaction, caller.Actor, new AuditEntry(ActionOf(secret.Type, mode.Name()), AuditOutcomes.Intent)
                {
                    Secret = secret,
                    VersionId = version.VersionId,
                    CorrelationId = revealId,
                    Reason = reason,
                    Details = DetailsOf(version.Fingerprint),
                });
                await transaction.PublishAsync(Used(secret, version.VersionId, now));
                return revealId;
            },
            cancellationToken);

    /// <summary>Records a request that got nothing, because the version was handed out before, or because none is current or may be seen (null).</summary>
    public Task RefuseAsync(
        SecretReference secret, Guid? versionId, RevealMode mode, Caller caller, ProblemKind problem, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async transaction =>
            {
                await trail.RecordAsync(transaction, caller.Actor, new AuditEntry(ActionOf(secret.Type, mode.Name()), AuditOutcomes.Refused)
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
    public Task GiveBackAsync(Guid revealId, string code, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction => await RecordFailureAsync(
            transaction,
            await transaction.QuerySingleOrDefaultAsync<FinishedReveal>(
                $"""
                delete from reveal r using secret_version v, secret s
                where r.reveal_id = @revealId and r.outcome is null and v.version_id = r.version_id and s.secret_id = v.secret_id
                returning {FinishedReveal.Columns}
                """,
                new { revealId }),
            revealId,
            code),
        cancellationToken);

    /// <summary>Ends a claim that must not be served, and raises the alert.</summary>
    public Task RefuseClaimAsync(Claim claim, RevealAlert alert, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            await RecordFailureAsync(transaction, await SetOutcomeAsync(transaction, claim.RevealId, Unconfirmed), claim.RevealId, alert.Kind);
            await transaction.PublishAsync(alert.ToAlert(claim, Activity.Current?.TraceId.ToHexString(), time.GetUtcNow()));
        },
        cancellationToken);

    /// <summary>Records how a claimed reveal ended. The first outcome stands.</summary>
    public Task FinishAsync(Guid revealId, bool delivered, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            if (await SetOutcomeAsync(transaction, revealId, delivered ? Delivered : Unconfirmed) is not { } finished)
            {
                return;
            }

            KeyIssuanceTelemetry.Revealed(finished.Type, delivered ? Delivered : Unconfirmed);
            // Also when nobody knows whether it arrived.
            await transaction.PublishAsync(finished.ToRevealed(time.GetUtcNow()));
            await (delivered
                ? trail.RecordAsync(transaction, finished.ParsedActor, EntryOf(finished, AuditOutcomes.Success, revealId))
                : RecordFailureAsync(transaction, finished, revealId, "delivery_unconfirmed"));
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

    private static Task<FinishedReveal?> SetOutcomeAsync(DatabaseTransaction transaction, Guid revealId, string outcome) =>
        transaction.QuerySingleOrDefaultAsync<FinishedReveal>(
            $"""
            update reveal r set outcome = @outcome from secret_version v, secret s
            where r.reveal_id = @revealId and r.outcome is null and v.version_id = r.version_id and s.secret_id = v.secret_id
            returning {FinishedReveal.Columns}
            """,
            new { revealId, outcome });

    private async Task RecordFailureAsync(DatabaseTransaction transaction, FinishedReveal? finished, Guid revealId, string code)
    {
        if (finished is not null)
        {
            await trail.RecordAsync(transaction, finished.ParsedActor, EntryOf(finished, AuditOutcomes.Failed, revealId) with { Code = code });
        }
    }

    private string ActionOf(string type, string mode) => $"{types.AuditPrefixOf(type)}.{(mode == RevealMode.StepUp.Name() ? "reveal" : "download")}";

    private static Dictionary<string, string>? DetailsOf(string? fingerprint) =>
        fingerprint is null ? null : new Dictionary<string, string>(StringComparer.Ordinal) { ["fingerprint"] = fingerprint };

    private AuditEntry EntryOf(FinishedReveal finished, string outcome, Guid revealId) => new(ActionOf(finished.Type, finished.Mode), outcome)
    {
        Secret = finished.Secret,
        VersionId = finished.VersionId,
        CorrelationId = revealId,
        Details = DetailsOf(finished.Fingerprint),
    };

    private sealed record FinishedReveal(Guid TenantId, string Type, string Name, Guid VersionId, string? Fingerprint, string Mode, string Actor)
    {
        public const string Columns =
            """
            s.tenant_id as "TenantId", s.type as "Type", s.name as "Name", v.version_id as "VersionId", v.fingerprint as "Fingerprint",
            r.mode as "Mode", r.actor::text as "Actor"
            """;

        public AuditActor ParsedActor => JsonSerializer.Deserialize<AuditActor>(Actor, JsonSerializerOptions.Web)!;

        public SecretReference Secret => new(TenantId, Type, Name);

        public SecretRevealed ToRevealed(DateTimeOffset now) => new(Secret, VersionId, Fingerprint, ParsedActor.UserId ?? Guid.Empty, now);
    }
}

/// <summary>A current version, as a reveal sees it.</summary>
/// <param name="VersionId">The version.</param>
/// <param name="Fingerprint">Its fingerprint, where the type has one.</param>
/// <param name="IsClaimed">Whether its one download is taken.</param>
/// <param name="IsUnconfirmed">Whether nobody knows if that arrived; null when it was not claimed.</param>
/// <param name="VaultVersion">Vault's number of it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="PromotedAt">When it became current.</param>
/// <param name="NextRotation">When the next rotation is due.</param>
public sealed record RevealableVersion(
    Guid VersionId,
    string? Fingerprint,
    bool IsClaimed,
    bool? IsUnconfirmed,
    int? VaultVersion,
    DateTimeOffset CreatedAt,
    DateTimeOffset PromotedAt,
    DateTimeOffset? NextRotation);
