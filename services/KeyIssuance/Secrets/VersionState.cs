namespace PenguinMails.KeyIssuance.Secrets;

/// <summary>Where a version of a secret stands.</summary>
public enum VersionState
{
    /// <summary>Its material is in Vault; the target has not been touched.</summary>
    Staged,

    /// <summary>The target accepts it beside the old version.</summary>
    Installed,

    /// <summary>It has been used for real.</summary>
    Verified,

    /// <summary>The version that readers get. At most one.</summary>
    Current,

    /// <summary>Replaced; works until its grace period ends.</summary>
    Retiring,

    /// <summary>The target has refused it after its grace period.</summary>
    Retired,

    /// <summary>It never became current, or its server was lost before it could be seen to refuse.</summary>
    Abandoned,

    /// <summary>It must stop working now; nobody gets it any more.</summary>
    Revoking,

    /// <summary>The target has refused it; its fingerprint is banned.</summary>
    Revoked,
}

/// <summary>The one table of allowed transitions.</summary>
public static class VersionTransitions
{
    private static readonly Dictionary<VersionState, VersionState[]> Sources = new()
    {
        [VersionState.Installed] = [VersionState.Staged],
        [VersionState.Verified] = [VersionState.Installed],
        [VersionState.Current] = [VersionState.Verified],
        [VersionState.Retiring] = [VersionState.Current],
        [VersionState.Retired] = [VersionState.Retiring],
        [VersionState.Abandoned] = [VersionState.Staged, VersionState.Installed, VersionState.Verified, VersionState.Revoking],
        [VersionState.Revoking] =
            [VersionState.Staged, VersionState.Installed, VersionState.Verified, VersionState.Current, VersionState.Retiring],
        [VersionState.Revoked] = [VersionState.Revoking],
    };

    /// <summary>The states from which <paramref name="target"/> can be reached.</summary>
    public static IReadOnlyList<VersionState> SourcesOf(VersionState target) => Sources.GetValueOrDefault(target, []);

    /// <summary>The state as the table names it.</summary>
    public static string Name(this VersionState state) => state.ToString().ToLowerInvariant();
}
