namespace PenguinMails.ServiceDefaults;

/// <summary>How deciding went. With <see cref="ProblemKind"/> null it was done.</summary>
/// <param name="Approval">The request.</param>
/// <param name="Problem">Why it was refused.</param>
/// <param name="Detail">What to do next, where it is not what the problem says anyway.</param>
public sealed record ApprovalOutcome(Approval? Approval, ProblemKind? Problem, string? Detail = null)
{
    internal ApiProblem ToProblem() => Detail is null ? new ApiProblem(Problem!) : new ApiProblem(Problem!) { Detail = Detail };
}

/// <summary>
/// What one administrator may not do alone: it is requested, a second one decides, and undecided it expires. The thing itself, its
/// state and its endpoints belong to the service; this keeps the rules. The service's database has the table <c>approval</c>.
/// </summary>
public sealed class ApprovalRequests(AuditTrail trail, TimeProvider time, IApprovalRecords? records = null)
{
    private const string AccessEndedReason = "The requester's access has ended.";
    private const string AccessEndedNextStep = AccessEndedReason + " Where it is still needed, somebody who has access requests it.";

    /// <param name="transaction">The one in which the thing itself is stored.</param>
    /// <param name="kind">A dotted name such as <c>audit_log.export</c>; also the action in audit.</param>
    /// <param name="subjectId">What it is about; one request each.</param>
    /// <param name="location">The path of the subject; <c>/approve</c> and <c>/reject</c> follow it.</param>
    /// <param name="summary">What would happen, one sentence.</param>
    /// <param name="reason">Why.</param>
    /// <param name="patience">How long a second administrator has.</param>
    public async Task<Approval> RequestAsync(
        DatabaseTransaction transaction, Caller caller, string kind, Guid subjectId, string location, string summary, string reason, TimeSpan patience)
    {
        var now = time.GetUtcNow();
        var approval = new Approval
        {
            ApprovalId = Guid.CreateVersion7(now),
            Kind = kind,
            SubjectId = subjectId,
            Location = location,
            Summary = summary,
            Reason = reason,
            State = ApprovalStates.Pending,
            RequestedById = caller.UserId,
            RequestedBy = caller.Email,
            RequestedAt = now,
            ExpiresAt = now + patience,
            RequestedVouchers = string.Join(' ', caller.Vouchers),
            RequestedTokenAt = caller.TokenIssuedAt,
        };
        await ApprovalTable.AddAsync(transaction, approval);
        await RecordAsync(transaction, caller.Actor, approval, "request", AuditOutcomes.Success, reason);
        await transaction.PublishAsync(new ApprovalRequested(
            approval.ApprovalId, kind, subjectId, caller.UserId, summary, approval.ExpiresAt, now, location, caller.Email, reason));
        return approval;
    }

    /// <summary>Approves or rejects; refusals are recorded. What follows from it belongs into the same transaction.</summary>
    public async Task<ApprovalOutcome> DecideAsync(
        DatabaseTransaction transaction, Caller caller, string kind, Guid subjectId, bool isApproved, string? reason)
    {
        var now = time.GetUtcNow();
        await LockLedgerAsync(transaction);
        if (await ApprovalTable.LockAsync(transaction, kind, subjectId, now) is not { } approval)
        {
            return new ApprovalOutcome(null, ProblemCatalog.NotFound);
        }

        var step = isApproved ? "approve" : "reject";
        if (Refusal(approval, caller) is { } refusal)
        {
            await RecordAsync(transaction, caller.Actor, approval, step, AuditOutcomes.Refused, reason, refusal.Code);
            return new ApprovalOutcome(approval, refusal, refusal == ProblemCatalog.ApprovalExpired && approval.ExpiresAt > now ? AccessEndedNextStep : null);
        }

        if (approval.Requester.DependsUntil(new Vouched(caller.UserId, caller.Vouchers), now) is { } until)
        {
            await RecordAsync(transaction, caller.Actor, approval, step, AuditOutcomes.Refused, reason, ProblemCatalog.NotIndependent.Code);
            return new ApprovalOutcome(approval, ProblemCatalog.NotIndependent, Independence.NextStep(until));
        }

        var state = isApproved ? ApprovalStates.Approved : ApprovalStates.Rejected;
        await ApprovalTable.DecideAsync(transaction, approval.ApprovalId, state, caller, reason, now);
        await RecordAsync(transaction, caller.Actor, approval, step, AuditOutcomes.Success, reason);
        await transaction.PublishAsync(new ApprovalDecided(approval.ApprovalId, kind, subjectId, state, caller.UserId, now, caller.Email, reason));
        return new ApprovalOutcome(approval, null);
    }

    internal async Task ExpireAsync(DatabaseTransaction transaction)
    {
        if (!await ApprovalTable.HasExpiredAsync(transaction, time.GetUtcNow()))
        {
            return;
        }

        await LockLedgerAsync(transaction);
        foreach (var approval in await ApprovalTable.ExpireAsync(transaction, AccessEndedReason, time.GetUtcNow()))
        {
            await RecordAsync(transaction, trail.Platform, approval, "expire", AuditOutcomes.Success, approval.DecisionReason);
            await transaction.PublishAsync(
                new ApprovalDecided(
                    approval.ApprovalId, approval.Kind, approval.SubjectId, ApprovalStates.Expired, null, time.GetUtcNow(), null, approval.DecisionReason));
        }
    }

    private static ProblemKind? Refusal(Approval approval, Caller caller) => approval.State switch
    {
        ApprovalStates.Expired => ProblemCatalog.ApprovalExpired,
        ApprovalStates.Pending => approval.RequestedById == caller.UserId ? ProblemCatalog.SelfApproval : null,
        _ => ProblemCatalog.AlreadyDecided,
    };

    private Task LockLedgerAsync(DatabaseTransaction transaction) => records?.LockAsync(transaction) ?? Task.CompletedTask;

    private Task RecordAsync(
        DatabaseTransaction transaction, AuditActor actor, Approval approval, string step, string outcome, string? reason, string? code = null)
    {
        var record = trail.RecordOf(
            actor,
            new AuditEntry($"{approval.Kind}.{step}", outcome)
            {
                Reason = reason,
                Code = code,
                Details = new()
                {
                    ["approvalId"] = $"{approval.ApprovalId}",
                    ["subjectId"] = $"{approval.SubjectId}",
                    ["summary"] = approval.Summary,
                },
            });
        return records is null ? transaction.PublishAsync(record) : records.KeepAsync(transaction, record);
    }
}
