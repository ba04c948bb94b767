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

    /// <summary>The end of everything on a lost server, which can be asked for nothing any more. Runs on the admin key.</summary>
    Abandon,

    /// <summary>The account's keys are made what they should be again, where a look at the server found otherwise.</summary>
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

    /// <summary>Not planned: added to an operation that cannot succeed.</summary>
    public const string RollBack = "roll_back";

    /// <param name="kind">What is done.</param>
    /// <param name="opensTarget">
    /// Whether the secret is what opens the target for us (the admin key). Its material is destroyed after it has been used for
    /// the last time; that of all others comes first, so that nobody can read it any more.
    /// </param>
    public static IReadOnlyList<string> StepsOf(OperationKind kind, bool opensTarget = false) => kind switch
    {
        OperationKind.Enroll => [Stage, Install, Verify, Promote, CleanUp, RemoveBootstrap],
        OperationKind.Issue or OperationKind.Rotate or OperationKind.Regenerate => [Stage, Install, Verify, Promote, CleanUp],
        OperationKind.Retire => [Retire, Prove],
        OperationKind.Revoke when opensTarget => [Remove, Destroy, Prove],
        OperationKind.Revoke => [Destroy, Remove, Prove],
        OperationKind.Abandon => [Abandon],
        OperationKind.Repair => [Repair, Prove],
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Whether operations of this kind make a new version.</summary>
    public static bool MakesVersion(OperationKind kind) =>
        kind is not (OperationKind.Retire or OperationKind.Revoke or OperationKind.Abandon or OperationKind.Repair);

    /// <summary>
    /// Whether an operation can still be rolled back at a step. After the new version has been used there is only forward;
    /// ending versions is never given up.
    /// </summary>
    public static bool CanRollBack(OperationKind kind, string step) => MakesVersion(kind) && step is Stage or Install or Verify;

    /// <summary>
    /// Whether an operation ends as failed where others go on for ever: the next look at the server starts another, and nobody has to
    /// wait for this one meanwhile.
    /// </summary>
    public static bool IsGivenUp(OperationKind kind) => kind == OperationKind.Repair;

    public static string Name(this OperationKind kind) => kind.ToString().ToLowerInvariant();

    public static OperationKind Parse(string name) => Enum.Parse<OperationKind>(name, ignoreCase: true);
}
