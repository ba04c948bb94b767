namespace PenguinMails.KeyIssuance.ServiceReads;

/// <summary>A secret's current version, as a read by a service sees it.</summary>
/// <param name="SecretId">The secret.</param>
/// <param name="VersionId">The version.</param>
/// <param name="VaultVersion">Vault's number of it.</param>
/// <param name="PromotedAt">When it became current.</param>
/// <param name="NextRotation">When the next rotation is due.</param>
/// <param name="IsChanging">Whether an operation works on the secret.</param>
internal sealed record CurrentVersion(
    Guid SecretId, Guid VersionId, int? VaultVersion, DateTimeOffset PromotedAt, DateTimeOffset? NextRotation, bool IsChanging)
{
    private const string Columns =
        """
        s.secret_id as "SecretId", v.version_id as "VersionId", v.vault_version as "VaultVersion", v.promoted_at as "PromotedAt",
        s.next_rotation as "NextRotation",
        exists (select from operation o where o.secret_id = s.secret_id and o.status in ('pending', 'running')) as "IsChanging"
        """;

    /// <returns>Null when none is current: what is being ended is not.</returns>
    public static Task<CurrentVersion?> FindAsync(DatabaseTransaction read, SecretReference secret) => read.QuerySingleOrDefaultAsync<CurrentVersion>(
        $"""
        select {Columns} from secret s join secret_version v on v.secret_id = s.secret_id and v.state = 'current'
        where s.tenant_id = @TenantId and s.type = @Type and s.name = @Name and s.deleted_at is null
        """,
        secret);

    /// <returns>Of those secrets that have one.</returns>
    public static Task<IReadOnlyList<CurrentVersion>> ListAsync(DatabaseTransaction read, Guid[] secrets) => read.QueryAsync<CurrentVersion>(
        $"""
        select {Columns} from secret s join secret_version v on v.secret_id = s.secret_id and v.state = 'current'
        where s.secret_id = any(@secrets) and s.deleted_at is null
        """,
        new { secrets });
}
