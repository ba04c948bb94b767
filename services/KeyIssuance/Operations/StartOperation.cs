namespace PenguinMails.KeyIssuance.Operations;

/// <summary>Asks for an operation.</summary>
/// <param name="Secret">On which secret.</param>
/// <param name="Kind">What to do.</param>
/// <param name="Actor">Who asks; the audit records of every step name them.</param>
/// <param name="TriggeredBy">One of <see cref="Triggers"/>.</param>
/// <param name="Trigger">What exactly asked: tenant, admin, schedule, grace_period, enrolment, …</param>
/// <param name="Reason">Kept in history and audit.</param>
/// <param name="GracePeriod">For rotations: how long the old version keeps working; null: as the policy says.</param>
public sealed record StartOperation(
    SecretReference Secret, OperationKind Kind, AuditActor Actor, string TriggeredBy, string Trigger, string? Reason, TimeSpan? GracePeriod)
{
    /// <summary>The <see cref="Trigger"/> of administrators' requests.</summary>
    public const string ByAdmin = "admin";

    /// <summary>For retirements: which version.</summary>
    public Guid? VersionId { get; init; }

    /// <summary>For emergency resets: the incident, as it is known outside.</summary>
    public string? IncidentId { get; init; }

    /// <summary>For what takes two administrators: the second one's approval.</summary>
    public Guid? ApprovalId { get; init; }

    /// <summary>For rotations that another service asks for: the id of its request. The operation's end is published under it.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>The person who caused it, when <see cref="Actor"/> is a service. Null for a retirement on schedule: it is taken from the operation that began the grace period.</summary>
    public OnBehalfOf? OnBehalfOf { get; init; }

    /// <summary>The campaign that it belongs to, if any.</summary>
    public Guid? CampaignId { get; init; }
}

/// <summary>What became of a request for an operation.</summary>
public abstract record StartOutcome
{
    private StartOutcome()
    {
    }

    public sealed record Started(Guid OperationId) : StartOutcome;

    /// <summary>Nothing was started.</summary>
    /// <param name="Problem">The problem that the caller gets.</param>
    /// <param name="Cause">One sentence.</param>
    public abstract record Refused(ProblemKind Problem, string Cause) : StartOutcome
    {
        /// <summary>What to do next, unless the caller knows better.</summary>
        public virtual string NextStep => Problem.NextStep;
    }

    public sealed record InProgress(Guid OperationId, OperationKind Kind)
        : Refused(ProblemCatalog.OperationInProgress, $"Operation {OperationId} ({Kind.Name()}) works on this secret.");

    public sealed record NoActiveKey() : Refused(
        ProblemCatalog.NoActiveKey, "No version of this secret is current, because it was revoked or its first one was never issued.");

    /// <summary>Nothing is left to revoke.</summary>
    public sealed record AlreadyRevoked() : Refused(ProblemCatalog.AlreadyRevoked, "Every version of this secret is revoked or has ended.");

    public sealed record KeyStillActive() : Refused(ProblemCatalog.KeyStillActive, "A version of this secret is live.");

    public sealed record NoSuchSecret() : Refused(ProblemCatalog.NotFound, "The tenant has no secret of this type and name.");

    /// <summary>The secret was deleted; only an administrator brings it back.</summary>
    public sealed record Deleted() : Refused(ProblemCatalog.SecretDeleted, "The secret was deleted.");

    /// <summary>No replaced version works any more, so there is nothing to end.</summary>
    public sealed record NoGracePeriod() : Refused(ProblemCatalog.NoGracePeriod, "No replaced version of this secret works any more.");

    /// <summary>The tenant's server was abandoned and has no successor yet.</summary>
    public sealed record NoServer() : Refused(ProblemCatalog.NoServer, "The tenant's server was abandoned and has no successor.");

    /// <summary>Nothing but the server's access key can begin there yet.</summary>
    public sealed record ServerNotEnrolled() : Refused(ProblemCatalog.NoServer, "The enrolment of the tenant's server has not succeeded.")
    {
        public override string NextStep => "Enrol the server again, follow that operation, and then enrol the secret.";
    }

    /// <summary>The present server is not abandoned, or another request replaces it now.</summary>
    public sealed record ServerInUse() : Refused(ProblemCatalog.ServerInUse, "The tenant's server is not abandoned.");

    /// <summary>The tenant's account on the server is another tenant's.</summary>
    /// <param name="Account">The account.</param>
    /// <param name="Server">Its server.</param>
    public sealed record AccountTaken(string Account, string Server)
        : Refused(ProblemCatalog.AccountTaken, $"The account {Account} on {Server} belongs to another tenant.")
    {
        public override string NextStep => $"{Cause} {Problem.NextStep}";
    }

    /// <summary>The name is another tenant's.</summary>
    public sealed record NameTaken() : Refused(ProblemCatalog.NameTaken, "Another tenant has a secret of this type and name, which is one tenant's alone.");

    /// <summary>The tenant has a secret of this type and name.</summary>
    public sealed record SecretExists() : Refused(ProblemCatalog.SecretExists, "The tenant has a secret of this type and name.");
}
