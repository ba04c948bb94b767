namespace PenguinMails.KeyIssuance.Deletions;

/// <summary>One administrator asks for the deletion of a secret; when another approves, an operation ends it everywhere.</summary>
public sealed class DeletionRequests(ApprovalRequests approvals, OperationRequests operations, SecretTypeCatalog types, TimeProvider time)
{
    private static readonly TimeSpan DecisionPatience = TimeSpan.FromHours(72);

    /// <summary>Stores the request; nothing happens to the secret yet.</summary>
    /// <returns>202 with the deletion; 404, 409 <c>secret_deleted</c>, <c>not_deletable</c> or <c>already_requested</c>.</returns>
    public async Task<IResult> RequestAsync(DatabaseTransaction transaction, Caller caller, SecretReference secret, string reason)
    {
        var now = time.GetUtcNow();
        var found = await transaction.QuerySingleOrDefaultAsync<SecretRow>(
            """
            select secret_id, deleted_at is not null as "IsDeleted" from secret
            where tenant_id = @TenantId and type = @Type and name = @Name for update
            """,
            secret);
        if (found is null)
        {
            return new ApiProblem(ProblemCatalog.NotFound);
        }

        if (found.IsDeleted)
        {
            return new ApiProblem(ProblemCatalog.SecretDeleted);
        }

        if (types.Get(secret.Type).IsServerAccessKey(secret.Name))
        {
            return new ApiProblem(ProblemCatalog.NotDeletable);
        }

        if (await DeletionTable.FindOpenAsync(transaction, found.SecretId, now) is { } open)
        {
            return new ApiProblem(ProblemCatalog.AlreadyRequested) { Detail = $"See {DeletionEndpoints.Root}/{open}." };
        }

        var deletionId = Guid.CreateVersion7(now);
        await DeletionTable.AddAsync(transaction, deletionId, found.SecretId, reason, now);
        var location = $"{DeletionEndpoints.Root}/{deletionId}";
        await approvals.RequestAsync(
            transaction, caller, DeletionTable.Kind, deletionId, location, $"Deletion of the secret {secret}, for good", reason, DecisionPatience);
        return new DeletionAccepted(deletionId, ApprovalStates.Pending) { Location = location };
    }

    /// <summary>Starts the operation that an approval is for; after a rejection nothing follows.</summary>
    public async Task<Deletion> FollowAsync(Decision decision)
    {
        var transaction = decision.Transaction;
        var deletion = (await DeletionTable.FindAsync(transaction, decision.Approval.SubjectId, decision.Now))!;
        if (!decision.IsApproved)
        {
            return deletion;
        }

        var outcome = await operations.StartAsync(
            transaction,
            new StartOperation(
                new SecretReference(deletion.TenantId, deletion.Type, deletion.Name),
                OperationKind.Delete,
                decision.Caller.Actor,
                Triggers.Manual,
                StartOperation.ByAdmin,
                deletion.Reason,
                GracePeriod: null)
            {
                ApprovalId = decision.Approval.ApprovalId,
            });
        var operationId = outcome switch
        {
            StartOutcome.Started started => started.OperationId,
            StartOutcome.InProgress running => running.OperationId,
            _ => throw new InvalidOperationException($"An approved deletion could not be started: {outcome}."),
        };
        await DeletionTable.FollowedByAsync(transaction, deletion.DeletionId, operationId);
        return (await DeletionTable.FindAsync(transaction, deletion.DeletionId, decision.Now))!;
    }

    private sealed record SecretRow(Guid SecretId, bool IsDeleted);
}
