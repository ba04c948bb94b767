namespace PenguinMails.KeyIssuance.SecretTypes;

/// <summary>How a target answered a call of its secret type.</summary>
public abstract record TargetAnswer
{
    /// <summary>The code under which a type says what to do about <see cref="Done.EndsByPlatform"/>.</summary>
    public const string NoEndAtTarget = "no_end_at_target";

    private TargetAnswer() { }

    /// <summary>The target confirms what the call was for.</summary>
    public static Done Confirmed { get; } = new();

    /// <summary>The target confirms what the call was for.</summary>
    public sealed record Done : TargetAnswer
    {
        /// <summary>Of a version's end: the target does not end it by itself, so that the platform must.</summary>
        public bool EndsByPlatform { get; init; }
    }

    /// <summary>The call's effect is not confirmed.</summary>
    public abstract record NotDone : TargetAnswer
    {
        private protected NotDone()
        {
        }
    }

    /// <summary>
    /// The call may succeed later. The step is retried: up to the limit where the operation can be rolled back, without limit where it
    /// cannot.
    /// </summary>
    /// <param name="Code">A stable code.</param>
    /// <param name="Detail">The cause, one sentence.</param>
    /// <param name="IsUnreachable">Whether the target could not be reached at all.</param>
    public sealed record Retry(string Code, string Detail, bool IsUnreachable = false) : NotDone
    {
        /// <summary>Whether the target was called. It is not called while its circuit is open.</summary>
        public bool WasTried { get; init; } = true;
    }

    /// <summary>
    /// Nothing failed: what the call needs takes its time, outside the platform and the target, or is somebody else's to do. The step looks again
    /// without limit, and no attempt is counted.
    /// </summary>
    /// <param name="For">What is waited for, as <c>waiting_for_…</c> statuses name it.</param>
    /// <param name="Code">A stable code.</param>
    /// <param name="Detail">What is missing, one sentence.</param>
    /// <param name="NextLook">How long until the next look.</param>
    public sealed record Waiting(string For, string Code, string Detail, TimeSpan NextLook) : NotDone
    {
        /// <summary>Whether it takes so long that somebody should look.</summary>
        public bool IsLate { get; init; }

        /// <summary>The kind of the alert that tells the tenant, whose part it is; null where they have none in it.</summary>
        public string? TenantAlert { get; init; }
    }

    /// <summary>
    /// A retry cannot help; a person must look. The operation is rolled back at once, or, where it cannot be, waits with an alert until
    /// the cause is gone.
    /// </summary>
    /// <param name="Code">A stable code.</param>
    /// <param name="Detail">The cause, one sentence.</param>
    /// <param name="RollsBack">Whether a step that otherwise only goes forward is rolled back too: the new version can never be finished.</param>
    public sealed record Impossible(string Code, string Detail, bool RollsBack = false) : NotDone
    {
        /// <summary>Whether it is certain that nothing reached the target.</summary>
        public bool IsUntouched { get; init; }
    }

    /// <summary>
    /// A newer operation of this secret has been at work. A worker that lost its lease leaves everything to it; one that still holds the
    /// lease is the newest and goes on under a new fence.
    /// </summary>
    /// <param name="Highest">The highest fence that the target has seen; null when the target was not asked.</param>
    public sealed record Fenced(long? Highest = null) : NotDone;
}
