namespace PenguinMails.KeyIssuance.Operations;

/// <summary>What an operation does to a secret.</summary>
public enum OperationKind
{
    /// <summary>The first admin key of a server, installed with the bootstrap credential.</summary>
    Enroll,

    /// <summary>The first version of a secret.</summary>
    Issue,

    /// <summary>A new version beside the old one, which then retires.</summary>
    Rotate,

    /// <summary>The end of a grace period.</summary>
    Retire,

    /// <summary>The end of every version, at once.</summary>
    Revoke,

    /// <summary>A new version where none is live: after a revocation, or after the first one could not be issued.</summary>
    Regenerate,

    /// <summary>The end of every version at once, and then a new one: what an emergency asks for.</summary>
    Reset,

    /// <summary>The end of everything on a lost server, which can be asked for nothing any more. Runs on the admin key.</summary>
    Abandon,

    /// <summary>The end of every version and of the secret itself.</summary>
    Delete,

    /// <summary>The account's keys are made what they should be again, where a check of the server found otherwise.</summary>
    Repair,
}

/// <summary>The steps of each kind, in order. Their names are part of the API.</summary>
public static class OperationPlans
{
    public const string Stage = "stage";
    public const string Install = "install";
    public const string Verify = "verify";
    public const string Promote = "promote";
    public const string CleanUp = "clean_up";
    public const string Retire = "retire";
    public const string Prove = "prove";
    public const string Destroy = "destroy";
    public const string Remove = "remove";
    public const string RemoveBootstrap = "remove_bootstrap";
    public const string Abandon = "abandon";
    public const string Repair = "repair";
    public const string Delete = "delete";

    private static readonly string[] Making = [Stage, Install, Verify, Promote, CleanUp];

    /// <summary>Not planned: added to an operation that cannot succeed.</summary>
    public const string RollBack = "roll_back";

    /// <summary>The steps of a kind for secrets of a type.</summary>
    public static IReadOnlyList<string> StepsOf(OperationKind kind, SecretType type, string name) =>
        StepsOf(kind, type.IsServerAccessKey(name), type.Descriptor.ProofNeedsMaterial);

    /// <param name="kind">What is done.</param>
    /// <param name="isServerAccessKey">
    /// Whether the secret is what lets the platform into the server. Its material is destroyed after its last use; that of all others
    /// comes first, so that nobody can read it any more.
    /// </param>
    /// <param name="proofNeedsMaterial">Whether the material is needed until the target has refused it.</param>
    public static IReadOnlyList<string> StepsOf(OperationKind kind, bool isServerAccessKey = false, bool proofNeedsMaterial = false) => kind switch
    {
        OperationKind.Enroll => [.. Making, RemoveBootstrap],
        OperationKind.Issue or OperationKind.Rotate or OperationKind.Regenerate => Making,
        OperationKind.Retire => proofNeedsMaterial ? [Retire, Prove, CleanUp] : [Retire, Prove],
        OperationKind.Revoke => Ending(isServerAccessKey, proofNeedsMaterial),
        OperationKind.Reset => [.. Ending(isServerAccessKey, proofNeedsMaterial), .. Making],
        OperationKind.Delete => [.. Ending(isServerAccessKey, proofNeedsMaterial), Delete],
        OperationKind.Abandon => [Abandon],
        OperationKind.Repair => [Repair, Prove],
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Whether operations of this kind make a new version.</summary>
    public static bool MakesVersion(OperationKind kind) =>
        kind is not (OperationKind.Retire or OperationKind.Revoke or OperationKind.Delete or OperationKind.Abandon or OperationKind.Repair);

    /// <summary>
    /// Whether an operation can still be rolled back at a step. After the new version has been used there is only forward;
    /// ending versions is never given up.
    /// </summary>
    public static bool CanRollBack(OperationKind kind, string step) => MakesVersion(kind) && step is Stage or Install or Verify;

    /// <summary>Whether operations of this kind end every live version from the moment they are asked for.</summary>
    public static bool EndsAtOnce(OperationKind kind) => kind is OperationKind.Revoke or OperationKind.Reset or OperationKind.Delete;

    /// <summary>Whether a request that ends every version takes the place of a running operation; what it would do must not be under way already.</summary>
    public static bool Supersedes(OperationKind requested, OperationKind running) => running switch
    {
        OperationKind.Delete => false,
        OperationKind.Revoke => requested == OperationKind.Delete,
        OperationKind.Reset => requested is OperationKind.Revoke or OperationKind.Delete,
        _ => true,
    };

    /// <summary>
    /// Whether an operation ends as failed where others are retried without limit: the next check of the server starts another one, and
    /// nobody has to wait for this one meanwhile.
    /// </summary>
    public static bool IsGivenUp(OperationKind kind) => kind == OperationKind.Repair;

    private static string[] Ending(bool isServerAccessKey, bool proofNeedsMaterial) => (isServerAccessKey, proofNeedsMaterial) switch
    {
        (true, _) => [Remove, Destroy, Prove],
        (_, true) => [Remove, Prove, Destroy],
        _ => [Destroy, Remove, Prove],
    };

    public static string Name(this OperationKind kind) => kind.ToString().ToLowerInvariant();

    public static OperationKind Parse(string name) => Enum.Parse<OperationKind>(name, ignoreCase: true);
}
