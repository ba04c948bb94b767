namespace PenguinMails.KeyIssuance.Secrets;

/// <summary>One version of a secret: what is public of it.</summary>
public sealed class SecretVersion
{
    private IReadOnlyDictionary<string, string>? _publicData;

    public Guid VersionId { get; init; }

    public int Number { get; init; }

    public required string State { get; init; }

    /// <summary>Null where the type has no fingerprints.</summary>
    public string? Fingerprint { get; init; }

    /// <summary><see cref="PublicData"/> as it is stored.</summary>
    public required string PublicDataJson { get; init; }

    /// <summary>Vault's number of the version at the path that readers use; null when it never was there.</summary>
    public int? VaultVersion { get; init; }

    public DateTimeOffset? GraceEndsAt { get; init; }

    /// <summary>Whether the target does not end it at <see cref="GraceEndsAt"/>, so that the platform alone does.</summary>
    public bool EndsByPlatform { get; init; }

    /// <summary>The end that the target should know; null: none.</summary>
    public DateTimeOffset? EndAtTarget => EndsByPlatform || Is(VersionState.Current) ? null : GraceEndsAt;

    /// <summary>What is public of the version, as its type names it.</summary>
    public IReadOnlyDictionary<string, string> PublicData => _publicData ??= JsonSerializer.Deserialize<Dictionary<string, string>>(PublicDataJson)!;

    /// <summary>The target's name of the version, where the target made it.</summary>
    public string? TargetId => PublicData.GetValueOrDefault("target_id");

    /// <summary>Whether the target may accept it: it has not ended, or its end has not been seen yet.</summary>
    public bool IsLive => Is(VersionState.Revoking) || VersionTransitions.SourcesOf(VersionState.Revoking).Any(Is);

    /// <summary>Whether the target should accept it at a moment. After the end of grace a target that knows the end refuses it by itself.</summary>
    public bool IsAcceptedAt(DateTimeOffset moment) => Is(VersionState.Current) || (Is(VersionState.Retiring) && GraceEndsAt > moment);

    public bool Is(VersionState state) => State == state.Name();

    /// <summary>Details for an audit record: those given, and the fingerprint where there is one.</summary>
    public Dictionary<string, string> Describe(params ReadOnlySpan<(string Name, string Value)> details)
    {
        var described = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in details)
        {
            described[name] = value;
        }

        if (Fingerprint is not null)
        {
            described["fingerprint"] = Fingerprint;
        }

        return described;
    }
}
