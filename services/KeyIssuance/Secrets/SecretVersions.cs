namespace PenguinMails.KeyIssuance.Secrets;

/// <summary>
/// The transitions of versions, each a guarded update: it happens only from the allowed states, and returns whether it did.
/// </summary>
public static class SecretVersions
{
    public static Task<IReadOnlyList<SecretVersion>> AllAsync(DatabaseTransaction transaction, Guid secretId) =>
        transaction.QueryAsync<SecretVersion>(
            """
            select version_id, number, state, fingerprint, public_data::text as "PublicDataJson", vault_version, grace_ends_at, ends_by_platform
            from secret_version where secret_id = @secretId order by number
            """,
            new { secretId });

    /// <summary>Records a version whose material is in Vault. False when its fingerprint is banned or known already.</summary>
    public static async Task<bool> StageAsync(DatabaseTransaction transaction, Guid secretId, SecretVersion version, DateTimeOffset now) =>
        await transaction.ExecuteAsync(
            """
            insert into secret_version (version_id, secret_id, number, state, fingerprint, public_data, created_at)
            select @VersionId, @secretId, coalesce(max(number), 0) + 1, 'staged', @Fingerprint, @PublicDataJson::jsonb, @now
            from secret_version where secret_id = @secretId
            having not exists (select from banned_fingerprint where fingerprint = @Fingerprint)
            on conflict do nothing
            """,
            new { version.VersionId, secretId, version.Fingerprint, version.PublicDataJson, now }) == 1;

    public static Task<bool> InstallAsync(DatabaseTransaction transaction, Guid versionId) =>
        MoveAsync(transaction, versionId, VersionState.Installed);

    public static Task<bool> VerifyAsync(DatabaseTransaction transaction, Guid versionId) =>
        MoveAsync(transaction, versionId, VersionState.Verified);

    /// <param name="vaultVersion">Vault's number of it at the readers' path.</param>
    /// <param name="now">When it becomes current.</param>
    public static Task<bool> PromoteAsync(DatabaseTransaction transaction, Guid versionId, int vaultVersion, DateTimeOffset now) =>
        MoveAsync(transaction, versionId, VersionState.Current, ", promoted_at = @now, vault_version = @vaultVersion", now, vaultVersion);

    public static async Task<bool> BeginRetirementAsync(DatabaseTransaction transaction, Guid versionId, DateTimeOffset graceEndsAt) =>
        await MoveAsync(transaction, versionId, VersionState.Retiring, ", grace_ends_at = @now", graceEndsAt);

    /// <summary>Its target does not end it by itself.</summary>
    public static Task EndByPlatformAsync(DatabaseTransaction transaction, Guid versionId) =>
        transaction.ExecuteAsync("update secret_version set ends_by_platform = true where version_id = @versionId", new { versionId });

    /// <summary>Its grace period is over now.</summary>
    public static Task<int> EndGraceAsync(DatabaseTransaction transaction, Guid versionId, DateTimeOffset now) => transaction.ExecuteAsync(
        "update secret_version set grace_ends_at = least(grace_ends_at, @now) where version_id = @versionId and state = 'retiring'",
        new { versionId, now });

    public static Task<bool> RetireAsync(DatabaseTransaction transaction, Guid versionId, DateTimeOffset now) =>
        MoveAsync(transaction, versionId, VersionState.Retired, ", ended_at = @now", now);

    public static Task<bool> AbandonAsync(DatabaseTransaction transaction, Guid versionId, DateTimeOffset now) =>
        MoveAsync(transaction, versionId, VersionState.Abandoned, ", ended_at = @now", now);

    public static Task<bool> BeginRevocationAsync(DatabaseTransaction transaction, Guid versionId) =>
        MoveAsync(transaction, versionId, VersionState.Revoking, ", grace_ends_at = null");

    /// <summary>The target has refused it: revoked, and its fingerprint is banned for ever.</summary>
    public static async Task<bool> RevokeAsync(DatabaseTransaction transaction, Guid versionId, string? reason, DateTimeOffset now)
    {
        await BanAsync(transaction, versionId, reason, now);
        return await MoveAsync(transaction, versionId, VersionState.Revoked, ", ended_at = @now", now);
    }

    /// <summary>Its fingerprint is never installed again.</summary>
    public static Task BanAsync(DatabaseTransaction transaction, Guid versionId, string? reason, DateTimeOffset now) => transaction.ExecuteAsync(
        """
        insert into banned_fingerprint (fingerprint, secret_id, reason, banned_at)
        select fingerprint, secret_id, @reason, @now from secret_version where version_id = @versionId and fingerprint is not null
        on conflict do nothing
        """,
        new { versionId, reason, now });

    private static async Task<bool> MoveAsync(
        DatabaseTransaction transaction, Guid versionId, VersionState target, string alsoSet = "", DateTimeOffset? now = null, int? vaultVersion = null)
    {
        var sources = VersionTransitions.SourcesOf(target).Select(state => state.Name()).ToArray();
        return await transaction.ExecuteAsync(
            $"update secret_version set state = @target{alsoSet} where version_id = @versionId and state = any(@sources)",
            new { versionId, target = target.Name(), sources, now, vaultVersion }) == 1;
    }
}
