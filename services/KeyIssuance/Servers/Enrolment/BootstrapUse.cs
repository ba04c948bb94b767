namespace PenguinMails.KeyIssuance.Servers.Enrolment;

/// <summary>A staged bootstrap credential, and whether a started enrolment uses it.</summary>
internal sealed class BootstrapUse(StagedBootstrap staged)
{
    public StagedBootstrap Staged => staged;

    public bool IsUsed { get; private set; }

    /// <summary>Marks the credential as used when the enrolment starts.</summary>
    public StartOutcome Use(StartOutcome outcome)
    {
        // Also when the commit fails afterwards: it may have happened.
        IsUsed |= outcome is StartOutcome.Started;
        return outcome;
    }
}

internal static class BootstrapUseExtensions
{
    /// <summary>
    /// Stages the credential, asks for the enrolment that uses it, and discards it when none was started. Nothing is staged where the
    /// tenant's account on the server is another tenant's.
    /// </summary>
    public static async Task<IResult> WithBootstrapAsync(
        this TenantEnrolment enrolment, Guid tenantId, EnrolServer server, PublicKey publicHalf, HttpContext http, Func<BootstrapUse, Task<IResult>> start)
    {
        if (await enrolment.FindConflictAsync(tenantId, server, http.RequestAborted) is { } taken)
        {
            return new ApiProblem(taken.Problem) { Detail = taken.NextStep };
        }

        var bootstrap = new BootstrapUse(await enrolment.StageBootstrapAsync(tenantId, server, publicHalf, http.RequestAborted));
        try
        {
            return await start(bootstrap);
        }
        finally
        {
            if (!bootstrap.IsUsed)
            {
                await enrolment.DiscardAsync(bootstrap.Staged, CancellationToken.None);
            }
        }
    }
}
