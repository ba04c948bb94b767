namespace PenguinMails.KeyIssuance.ServiceReads;

/// <summary>
/// Answers reads of platform services from memory where it can (docs/adr/0069-who-gets-material.md). Nothing is answered that is not counted
/// first.
/// </summary>
internal sealed class ServiceSecretReads(
    Database database, SecretTypeCatalog types, MaterialCache cache, UncachedRead uncached, ReadCounter counter, IOptions<ServiceReadOptions> options, TimeProvider time)
{
    private static readonly TimeSpan WhileChanging = TimeSpan.FromSeconds(5);

    public async Task<IResult> AnswerAsync(SecretReference secret, string? ifNoneMatch, Caller caller, CancellationToken cancellationToken)
    {
        if (types.Get(secret.Type).Descriptor.Reveal != RevealMode.StepUp)
        {
            return Refuse(secret, null, ProblemCatalog.NotRevealable, caller);
        }

        var entry = cache.Find(secret);
        var version = entry?.Version ?? await database.ReadAsync(read => CurrentVersion.FindAsync(read, secret), cancellationToken);
        if (version is null)
        {
            return Refuse(secret, null, await IsThereAsync(secret, cancellationToken) ? ProblemCatalog.NoActiveKey : ProblemCatalog.NotFound, caller);
        }

        if (EntityTag.Matches(ifNoneMatch, version.VersionId))
        {
            return counter.TryConfirm(secret, version.VersionId, caller) ? new NotModifiedAnswer(version) : Uncountable;
        }

        return entry is not null ? HandOut(secret, entry, caller) : await ReadAsync(secret, version, caller);
    }

    private async Task<IResult> ReadAsync(SecretReference secret, CurrentVersion version, Caller caller)
    {
        var isOwn = false;
        try
        {
            (var entry, isOwn) = await uncached.RunAsync(secret, version, caller);
            return entry is null ? Refuse(secret, version, ProblemCatalog.OperationInProgress, caller)
                : isOwn ? Answer(entry)
                : HandOut(secret, entry, caller);
        }
        catch (Exception failure) when (failure is VaultUnavailableException or VaultRefusedException)
        {
            counter.TryRefuse(secret, version.VersionId, ProblemCatalog.DependencyUnavailable, caller);
            throw;
        }
    }

    private IResult HandOut(SecretReference secret, CachedMaterial entry, Caller caller) =>
        counter.TryHandOut(secret, entry.Version.VersionId, caller) ? Answer(entry) : Uncountable;

    private ServiceSecretAnswer Answer(CachedMaterial entry) => new(entry.Version, cache.Open(entry), CacheUntil(entry.Version));

    /// <summary>A planned end is waited for; when one may come at any moment, the client asks again soon.</summary>
    private DateTimeOffset CacheUntil(CurrentVersion version)
    {
        var now = time.GetUtcNow();
        var (soon, usual) = (now + WhileChanging, now + options.Value.ClientKeepFor);
        var end = version switch
        {
            { IsChanging: true } => soon,
            { NextRotation: { } due } when due < usual => due > soon ? due : soon,
            _ => usual,
        };
        return end < usual ? end : usual;
    }

    private ApiProblem Refuse(SecretReference secret, CurrentVersion? version, ProblemKind problem, Caller caller) =>
        counter.TryRefuse(secret, version?.VersionId ?? Guid.Empty, problem, caller) ? new ApiProblem(problem) : Uncountable;

    private Task<bool> IsThereAsync(SecretReference secret, CancellationToken cancellationToken) => database.ReadAsync(
        read => read.ScalarAsync<bool>(
            "select exists (select from secret where tenant_id = @TenantId and type = @Type and name = @Name and deleted_at is null)", secret),
        cancellationToken);

    private static ApiProblem Uncountable => new(ProblemCatalog.DependencyUnavailable);
}
